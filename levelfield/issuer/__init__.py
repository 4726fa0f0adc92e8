"""A development issuer: an OIDC issuer for a developer's machine, and nothing else.

Whoever can reach it can be anybody: to sign in one chooses a persona from a list, without any password, and
``levelfield token`` makes tokens from the key file. So its discovery document, its page and every token it
signs say ``levelfield_development_issuer`` or the like, services believe none of it unless
``LEVELFIELD_ENV=local``, and it does not start with anything else.
"""
