"""A development issuer: an OIDC issuer for a developer's machine, and nothing else.

Whoever can read its key file can be anybody. So its discovery document and every token it signs say
``levelfield_development_issuer``, services believe neither unless ``LEVELFIELD_ENV=local``, and it does not
start with anything else. It has no way to sign in: ``levelfield token`` makes tokens from the key file.
"""
