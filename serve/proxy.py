"""The proxy before vLLM, as nginx's configuration: which paths pass, how many questions at once, how long a body.

In: a release. Out: text. vLLM's key guards ``/v1`` only; ``/pause``, ``/invocations`` or ``/tokenize`` would answer
anybody who reaches the port, so that only paths on a list pass here. nginx is off the shelf; what is ours is this file
of settings, which the tests run against a real nginx.
"""

from __future__ import annotations

from typing import Final

from serve.release import Release

__all__ = ["PATHS", "RETRY_AFTER", "nginx_conf"]

#: The paths that pass, and the methods they take.
PATHS: Final = {
    "/v1/chat/completions": "POST",
    "/v1/models": "GET",
}

#: Seconds that whoever finds all places taken is asked to wait; letters take minutes, so less would be haste.
RETRY_AFTER: Final = 15

_PASSED: Final = """\
        location = {path} {{
            # nginx decodes and cleans a path before it looks for its location. What was sent must be the very path:
            # neither another spelling of it nor a query, which would be one more place for what nobody should log.
            if ($request_uri != {path}) {{ return 404; }}
            limit_except {method} {{ deny all; }}
            limit_conn places {places};
            proxy_pass http://$model{path};
        }}
"""

_CONF: Final = """\
# Written by `python -m serve render` from serve/release.toml. Do not edit.
worker_processes 1;
pid /tmp/nginx.pid;
# Errors quote request lines, and a line may hold anything. What failed is in the access log, as a status.
error_log /dev/stderr crit;
events {{ worker_connections 1024; }}

http {{
    # Neither bodies nor keys, and no path but those that pass: letters are health data.
    map $request_uri $place {{
        default -;
{known}    }}
    log_format outline '$request_id $place $status $upstream_status $request_length $bytes_sent $request_time $model';
    access_log /dev/stdout outline;
    server_tokens off;
    default_type application/json;

    client_body_temp_path /tmp/body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;

    # One counter for all: places are the model's, not a client's.
    limit_conn_zone $server_name zone=places:1m;
    limit_conn_status 429;
    limit_conn_log_level info;

    # The servers, and which of them a question goes to: `$model` (k8s/base/gateway/share.conf).
    include {share};

    server {{
        listen {listen};
        server_name model;

        client_max_body_size {body};
        # A whole body fits in memory: nothing of a letter touches a disk.
        client_body_buffer_size {body};
        client_body_timeout 30s;
        client_header_timeout 10s;
        keepalive_timeout 65s;

        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host model;
        proxy_set_header X-Request-Id $request_id;
        proxy_hide_header X-Request-Id;
        add_header X-Request-Id $request_id always;
        # Tokens pass as they come; a request that has begun is never begun anew elsewhere.
        proxy_buffering off;
        proxy_next_upstream off;
        proxy_connect_timeout 3s;
        proxy_send_timeout 30s;
        proxy_read_timeout {total}s;

        error_page 429 = @taken;
        error_page 413 = @large;
        error_page 403 404 405 = @unknown;
        error_page 502 503 504 = @away;

{passed}
        # Ready when the model behind is: asked of the probe beside it, which knows the release.
        location = /readyz {{
            if ($request_uri != /readyz) {{ return 404; }}
            limit_except GET {{ deny all; }}
            proxy_pass http://{ready}/readyz;
        }}
        # Of this proxy alone, for its own probes.
        location = /livez {{
            access_log off;
            return 200 '{{"status":"ok"}}';
        }}
        location / {{ return 404; }}

        location @taken {{
            add_header Retry-After {retry} always;
            add_header X-Request-Id $request_id always;
            return 429 '{{"error":{{"code":"rate_limit","message":"All places are taken. Ask again later."}}}}';
        }}
        location @large {{
            add_header X-Request-Id $request_id always;
            return 413 '{{"error":{{"code":"too_long","message":"The request is longer than {body} bytes."}}}}';
        }}
        location @unknown {{
            add_header X-Request-Id $request_id always;
            return 404 '{{"error":{{"code":"not_found","message":"Nothing is served here."}}}}';
        }}
        location @away {{
            add_header Retry-After {retry} always;
            add_header X-Request-Id $request_id always;
            return 503 '{{"error":{{"code":"unavailable","message":"The model can not be reached."}}}}';
        }}
    }}
}}
"""


def nginx_conf(
    release: Release,
    *,
    listen: str = "8080",
    ready: str = "model-server:8081",
    share: str = "/etc/nginx/share/share.conf",
) -> str:
    """Return nginx's whole configuration for a release.

    Parameters
    ----------
    release
        Its limits: letters being written and waiting at once, bytes of a body, seconds of an answer.
    listen
        Port, or address and port.
    ready
        Host and port of the readiness probe beside the model.
    share
        The file that names the servers and sets ``$model`` to one of them.

    Examples
    --------
    >>> from serve.release import RELEASE
    >>> "limit_conn places 24;" in nginx_conf(Release.load(RELEASE))
    True
    """
    places = release.limits.max_num_seqs + release.limits.queue
    known = "".join(f"        {path} {path};\n" for path in [*PATHS, "/readyz"])
    passed = "".join(_PASSED.format(path=path, method=method, places=places) for path, method in PATHS.items())
    return _CONF.format(
        listen=listen,
        ready=ready,
        share=share,
        body=release.limits.body_bytes,
        total=int(release.client.total) + release.shutdown.pre_stop,
        retry=RETRY_AFTER,
        known=known,
        passed=passed,
    )
