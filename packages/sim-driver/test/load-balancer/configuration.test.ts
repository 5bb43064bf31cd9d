import { describe, expect, it } from 'vitest';
import { parseHaproxyConfig } from '../../src/load-balancer/haproxy-config.js';
import { parseNginxConfig } from '../../src/load-balancer/nginx-config.js';
import { HAPROXY_CONFIG, NGINX_CONFIG } from './configurations.js';

const none = (): readonly string[] => [];

describe('nginx.conf', () => {
  it('gives the listening port, the upstream servers and how failures are treated', () => {
    expect(parseNginxConfig(NGINX_CONFIG, none)).toEqual({
      ok: true,
      frontends: [
        {
          address: '0.0.0.0',
          port: 6443,
          backends: [
            { name: '192.168.56.5:6443', address: '192.168.56.5', port: 6443 },
            { name: '192.168.56.6:6443', address: '192.168.56.6', port: 6443 },
            { name: '192.168.56.7:6443', address: '192.168.56.7', port: 6443 },
          ],
          connectTimeoutUs: 1e6,
          health: { kind: 'passive', maxFails: 1, failTimeoutUs: 10e6 },
        },
      ],
    });
  });

  it('may be spread over included files and ignores http', () => {
    const included =
      'upstream api { server 10.0.0.1:6443; }\nserver { listen 127.0.0.1:6444; proxy_pass api; }\n';
    const text = 'http { server { listen 80; } }\nstream {\n  include /etc/nginx/stream.d/*.conf;\n}\n';
    const parsed = parseNginxConfig(text, (pattern) => (pattern.includes('stream.d') ? [included] : []));
    expect(parsed).toMatchObject({ ok: true, frontends: [{ address: '127.0.0.1', port: 6444 }] });
  });

  it.each([
    [
      'stream {\n  server { listen 1; proxy_pass x; }\n',
      'unexpected end of file, expecting "}" in /etc/nginx/nginx.conf:2',
    ],
    ['stream {\n  servr { }\n}', 'unknown directive "servr" in /etc/nginx/nginx.conf:2'],
    [
      'stream {\n  server { listen 1; proxy_pass x; }\n}',
      'host not found in upstream "x" in /etc/nginx/nginx.conf:2',
    ],
    ['worker_processes auto\n}', 'unexpected "}" in /etc/nginx/nginx.conf:2'],
    [
      'stream {\n  upstream x { least_conn; }\n}',
      'no servers are inside upstream in /etc/nginx/nginx.conf:2',
    ],
  ])('is refused with the line of the first mistake: %j', (text, message) => {
    expect(parseNginxConfig(text, none)).toEqual({ ok: false, message });
  });
});

describe('haproxy.cfg', () => {
  it('gives the bind address, the servers and their checks', () => {
    expect(parseHaproxyConfig(HAPROXY_CONFIG, '/etc/haproxy/haproxy.cfg')).toEqual({
      ok: true,
      frontends: [
        {
          address: '0.0.0.0',
          port: 6443,
          backends: [
            { name: 'master1', address: '192.168.56.5', port: 6443 },
            { name: 'master2', address: '192.168.56.6', port: 6443 },
            { name: 'master3', address: '192.168.56.7', port: 6443 },
          ],
          connectTimeoutUs: 1e6,
          health: {
            kind: 'active',
            httpPath: '/readyz',
            intervalUs: 2e6,
            fall: 2,
            rise: 2,
            shutdownSessions: true,
          },
        },
      ],
    });
  });

  it('reads a listen section with TCP checks on the servers', () => {
    const text = 'listen api\n  bind *:7443\n  server a 10.0.0.1:6443 check inter 5s fall 3\n';
    expect(parseHaproxyConfig(text, 'x')).toMatchObject({
      frontends: [
        {
          port: 7443,
          health: { kind: 'active', intervalUs: 5e6, fall: 3, rise: 2, shutdownSessions: false },
        },
      ],
    });
  });

  it.each([
    ['frontend f\n  bindd :1\n', "parsing [/f:2] : unknown keyword 'bindd' in 'frontend' section"],
    ['bind :1\n', "parsing [/f:1] : unknown keyword 'bind' out of section."],
    ['backend b\n  server a nowhere check\n', "parsing [/f:2] : 'server a' : invalid address: 'nowhere'"],
    [
      'frontend f\n  bind :1\n  default_backend b\n',
      "Proxy 'f': unable to find required default_backend: 'b'.",
    ],
  ])('is refused: %j', (text, message) => {
    expect(parseHaproxyConfig(text, '/f')).toEqual({ ok: false, message });
  });
});
