"""The tuned model, served: pins, start, client and evaluation. Imports imrdata; nothing of imrdata imports this.

    release      every pin, read from release.toml and held to its rules
    pins         looks up what is unresolved, on a connected machine
    arguments    a release as vLLM's command line and environment
    rendering    writes serve/generated/: what manifests and the web read
    launching    starts vLLM from a release
    parity       are training and serving the same token ids?
    client       letters from served models, checked as in training
    evaluation   a served model against base model and baseline author

Room by room: serve/README.md.
"""
