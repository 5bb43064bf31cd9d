import type { Task } from '../../engine/task.js';
import { Future, sleep } from '../../engine/task.js';
import { millis } from '../../engine/scheduler.js';
import type { Process } from '../../host/process.js';
import type { Service } from '../../network/service.js';
import type { EtcdProfile } from '../profile.js';
import { profileOf } from '../profile.js';
import { parseHostPort } from '../url.js';
import type { EtcdListenerSecurity } from './client-api.js';
import { EtcdClientApi } from './client-api.js';
import type { PeerSecurity } from './peer-security.js';
import { peerSecurityOf } from './peer-security.js';
import type { EtcdFlags } from './etcd-flags.js';
import { parseEtcdFlags } from './etcd-flags.js';
import { EtcdServer } from './etcd-server.js';
import { createHealthService } from './health-service.js';
import type { EtcdPeerService } from './peer-links.js';
import { decideStart } from './start-up.js';

/** `etcd`: version from `$ETCD_VERSION`, else from what the host has installed. */
export function* etcd(process: Process): Task<number> {
  const profile = profileOf(process.env['ETCD_VERSION'] ?? process.host.software['etcd'] ?? '3.5.16');
  const parsed = parseEtcdFlags(process.argv.slice(1), profile);
  if (parsed.kind === 'failure') {
    for (const line of parsed.lines) process.err(line);
    return parsed.exitCode;
  }
  if (process.argv.includes('--version')) {
    process.out(`etcd Version: ${profile.version}`);
    return 0;
  }
  const { flags } = parsed;
  const { host, world } = process;
  // Reading flags and opening files.
  yield* sleep(world.rng.stream(`etcd/${host.name}/start`).integer(millis(10), millis(30)));
  const started = new Future<EtcdServer>();
  const security = peerSecurityOf(host, flags);
  const portTaken = openListeners(process, flags, profile, security, started);
  if (portTaken !== undefined) return refuse(process, portTaken);
  const decision = yield* decideStart(host, flags, security);
  if (decision.kind === 'refuse') return refuse(process, decision.error, decision.message);
  const { storage } = decision;
  // Another etcd on the same directory holds the lock of the database file: waits in silence.
  while (storage.lock?.alive === true) yield { kind: 'future', future: storage.lock.exited };
  storage.lock = process;
  const server = new EtcdServer({
    process,
    profile,
    storage,
    name: flags.name,
    peerUrls: flags.initialAdvertisePeerUrls,
    clientUrls: flags.advertiseClientUrls,
    timing: flags.timing,
    preVote: flags.preVote,
    strictReconfigurationCheck: flags.strictReconfigurationCheck,
    snapshotCount: flags.snapshotCount,
    knownPeers: decision.knownPeers,
    peerSecurity: security,
  });
  started.settle(server);
  server.start();
  world.network.changed();
  if (!server.exit.settled) yield { kind: 'future', future: server.exit };
  const exit = server.exit.value;
  if (exit === undefined) throw new Error('etcd goes on until its exit is settled');
  process.err(exit.message);
  return exit.code;
}

/** The message of a bind that failed, or undefined. */
function openListeners(
  process: Process,
  flags: EtcdFlags,
  profile: EtcdProfile,
  security: PeerSecurity | undefined,
  started: Future<EtcdServer>,
): string | undefined {
  const peer: EtcdPeerService = { protocol: 'etcd-peer', security, server: () => started.value };
  const health = createHealthService(process.timers, profile, started);
  const bind = (urls: readonly string[], serviceFor: (scheme: string) => Service): string | undefined => {
    for (const url of urls) {
      const address = parseHostPort(url);
      if (address === undefined) return `URL address does not have the form "host:port": ${url}`;
      const { scheme, host, port } = address;
      if (host !== '0.0.0.0' && !process.host.owns(host))
        return `listen tcp ${host}:${port}: bind: cannot assign requested address`;
      if (process.host.listen(process, host, port, serviceFor(scheme)) === undefined) {
        return `listen tcp ${host}:${port}: bind: address already in use`;
      }
    }
    return undefined;
  };
  return (
    bind(flags.listenPeerUrls, () => peer) ??
    bind(
      flags.listenClientUrls,
      (scheme) => new EtcdClientApi(process, securityOf(process, flags, scheme), started),
    ) ??
    bind(flags.listenMetricsUrls, () => health)
  );
}

function securityOf(process: Process, flags: EtcdFlags, scheme: string): EtcdListenerSecurity {
  const { disk } = process.host;
  const tls = scheme === 'https';
  return {
    tls,
    clientCertificates: tls && flags.clientCertificates,
    certificate: () => (tls ? disk.text(flags.certificateFile) : undefined),
    trustedAuthority: tls ? disk.text(flags.trustedAuthorityFile) : undefined,
    clock: () => process.host.clock(),
  };
}

function refuse(process: Process, error: string, msg = 'discovery failed'): number {
  process.err(JSON.stringify({ level: 'fatal', caller: 'etcdmain/etcd.go', msg, error }));
  return 1;
}
