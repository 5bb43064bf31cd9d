import type { Rng } from '../../engine/rng.js';
import type { Micros, Timer } from '../../engine/scheduler.js';
import { millis, seconds } from '../../engine/scheduler.js';
import type { Host } from '../../host/host.js';
import type { Service } from '../../network/service.js';
import type { MemberId } from '../identity.js';
import type { RaftMessage } from '../raft/message.js';
import { parseHostPort } from '../url.js';
import type { PeerSecurity } from './peer-security.js';
import { peerHandshakeSucceeds } from './peer-security.js';
import { nextRetransmission } from './retransmission.js';
import type { EtcdServer } from './etcd-server.js';

/** What listens on 2380. The server is there as soon as it has found out who it is. */
export interface EtcdPeerService extends Service {
  readonly protocol: 'etcd-peer';
  readonly security: PeerSecurity | undefined;
  server(): EtcdServer | undefined;
}

/** rafthttp closes a connection on which nothing has arrived for 5 s; its own heartbeats come every 5/3 s. */
const READ_TIMEOUT_US = seconds(5);
const LINK_HEARTBEAT_US = Math.round(READ_TIMEOUT_US / 3);
/** Peers that do not accept each other's certificates dial again every 100 ms (rafthttp), and here the less often the longer that lasts. */
const REFUSED_US = { first: millis(100), longest: seconds(10) } as const;
/** A dial that packets of which were lost has to wait for TCP to try again; the whole of it may take 2 s. */
const LOST_DIAL_US = { min: millis(100), max: seconds(2) } as const;
const DIAL_US = { min: millis(1), max: millis(8) } as const;

type Phase =
  /** No connection. */
  | 'down'
  | 'dialling'
  | 'up'
  /** The connection stands but its packets vanish: nobody has been told. */
  | 'silent';

interface PeerLink {
  readonly peerId: MemberId;
  urls: readonly string[];
  /** Of the address that was dialled. */
  port: number | undefined;
  phase: Phase;
  target: EtcdServer | undefined;
  /** Since when the transport believes to be connected; what the reconfiguration checks look at. */
  activeSinceUs: Micros | undefined;
  silentSinceUs: Micros;
  /** Packets vanished, so that TCP sends them again; otherwise a stopped process has them waiting. */
  retransmits: boolean;
  /** Both sides are up: raft messages pass. */
  usable: boolean;
  /** The connection was given up because nothing came through any more. */
  packetsLost: boolean;
  /** How long it waits before it dials again, once a handshake has failed; 0: none has. */
  refusedUs: Micros;
  timer: Timer | undefined;
  /** Messages of one stream never overtake each other. */
  lastDeliveryUs: Micros;
}

export interface PeerLinkOwner {
  readonly server: EtcdServer;
  readonly host: Host;
  readonly noticesSilentPeers: boolean;
  readonly security: PeerSecurity | undefined;
  readonly rng: Rng;
  peerReachable(peerId: MemberId): void;
  peerLost(peerId: MemberId): void;
  /** A peer answered `410 Gone`. */
  toldRemoved(): void;
}

/** The connections of one member to the others, as its transport sees them. */
export class PeerLinks {
  readonly #owner: PeerLinkOwner;
  readonly #links = new Map<MemberId, PeerLink>();

  constructor(owner: PeerLinkOwner) {
    this.#owner = owner;
  }

  isUsable(peerId: MemberId): boolean {
    return this.#links.get(peerId)?.usable === true;
  }

  /** The other member's process, while raft messages pass. */
  reachable(peerId: MemberId): EtcdServer | undefined {
    const link = this.#links.get(peerId);
    return link?.usable === true ? link.target : undefined;
  }

  forEachReachable(visit: (peer: EtcdServer) => void): void {
    for (const link of [...this.#links.values()]) {
      if (link.usable && link.target !== undefined) visit(link.target);
    }
  }

  get usableCount(): number {
    let count = 0;
    for (const link of this.#links.values()) if (link.usable) count += 1;
    return count;
  }

  /** Undefined: not connected, as far as the transport knows. */
  activeSince(peerId: MemberId): Micros | undefined {
    return this.#links.get(peerId)?.activeSinceUs;
  }

  add(peerId: MemberId, urls: readonly string[]): void {
    const known = this.#links.get(peerId);
    if (known !== undefined) {
      known.urls = urls;
      if (known.usable && known.target !== undefined) known.target.links.#admittedBy(this.#owner.server);
      return;
    }
    const link: PeerLink = {
      peerId,
      urls,
      port: undefined,
      phase: 'down',
      target: undefined,
      activeSinceUs: undefined,
      silentSinceUs: 0,
      retransmits: false,
      usable: false,
      packetsLost: false,
      refusedUs: 0,
      timer: undefined,
      lastDeliveryUs: 0,
    };
    this.#links.set(peerId, link);
    this.#evaluate(link);
  }

  remove(peerId: MemberId): void {
    const link = this.#links.get(peerId);
    if (link === undefined) return;
    const { target } = link;
    this.#disconnect(link);
    this.#links.delete(peerId);
    if (target?.isRunning !== true) return;
    const { server, host } = this.#owner;
    host.world.scheduler.after(host.world.network.latency(host.name, target.host.name), () => {
      target.links.closedBy(server);
    });
  }

  /** Links, power or processes have changed somewhere. */
  evaluateAll(): void {
    for (const link of [...this.#links.values()]) this.#evaluate(link);
  }

  stop(): void {
    for (const link of this.#links.values()) this.#owner.host.world.scheduler.cancel(link.timer);
    this.#links.clear();
  }

  /** Sends a message to arrive after the latency of the network plus `writeUs` for what must reach the disk first. */
  deliver(peerId: MemberId, writeUs: Micros, message: RaftMessage): void {
    const link = this.#links.get(peerId);
    const target = link?.target;
    if (link?.usable !== true || target === undefined) return;
    const { host } = this.#owner;
    const { scheduler, network } = host.world;
    const arrivalUs = scheduler.now() + network.latency(host.name, target.host.name) + writeUs;
    link.lastDeliveryUs = Math.max(arrivalUs, link.lastDeliveryUs);
    scheduler.at(link.lastDeliveryUs, () => {
      if (target.isRunning && target.answers && network.passes(host.name, target.host.name, link.port))
        target.receive(message);
    });
  }

  /** The other side has closed the connection: dials again, and is told so if it has been removed. */
  closedBy(peer: EtcdServer): void {
    const link = this.#links.get(peer.memberId);
    if (link?.target !== peer) return;
    this.#disconnect(link);
    this.#evaluate(link);
  }

  #evaluate(link: PeerLink): void {
    switch (link.phase) {
      case 'down':
        this.#dial(link);
        return;
      case 'dialling':
        return;
      case 'up':
        this.#checkConnection(link);
        return;
      case 'silent':
        this.#checkSilence(link);
        return;
    }
  }

  #dial(link: PeerLink): void {
    if (this.#lookUp(link) === undefined) return;
    link.phase = 'dialling';
    const { min, max } = link.packetsLost ? LOST_DIAL_US : DIAL_US;
    this.#schedule(link, this.#owner.rng.integer(min, max), () => {
      link.packetsLost = false;
      link.phase = 'down';
      const service = this.#lookUp(link);
      const target = service?.server();
      if (service === undefined || target === undefined) return;
      if (!peerHandshakeSucceeds(this.#owner.security, service.security)) {
        this.#refused(link, target);
        return;
      }
      link.refusedUs = 0;
      this.#connect(link, target);
    });
  }

  #refused(link: PeerLink, target: EtcdServer): void {
    const { host } = this.#owner;
    if (link.refusedUs === 0) host.world.record('etcd.peer-refused', host.name, { peer: target.host.name });
    link.refusedUs = Math.min(Math.max(2 * link.refusedUs, REFUSED_US.first), REFUSED_US.longest);
    this.#schedule(link, link.refusedUs, () => {
      this.#evaluate(link);
    });
  }

  #connect(link: PeerLink, target: EtcdServer): void {
    const { server } = this.#owner;
    if (target.clusterId !== server.clusterId) return;
    if (target.isMemberRemoved(server.memberId)) {
      this.#owner.toldRemoved();
      return;
    }
    if (target.memberId !== link.peerId) return;
    link.phase = 'up';
    link.target = target;
    if (target.links.#lists(server)) link.activeSinceUs = this.#nowUs;
    target.links.#greet(server);
    this.#joinSides(link, target);
  }

  /** A member dials in; one that is not known yet (as after a wipe) is learnt from its connection. */
  #greet(peer: EtcdServer): void {
    if (this.#links.has(peer.memberId) || this.#owner.server.isMemberRemoved(peer.memberId)) return;
    this.add(peer.memberId, peer.peerUrls);
  }

  /** A member turns the streams of those that are not in its list away, though messages pass (rafthttp). */
  #lists(peer: EtcdServer): boolean {
    return this.#owner.server.membership().get(peer.memberId) !== undefined;
  }

  /** The peer has learnt that this is a member: its streams are let in from now on. */
  #admittedBy(peer: EtcdServer): void {
    const link = this.#links.get(peer.memberId);
    if (link?.phase === 'up' && link.target === peer) link.activeSinceUs ??= this.#nowUs;
  }

  /** Messages pass once both sides have dialled. */
  #joinSides(link: PeerLink, target: EtcdServer): void {
    const { server } = this.#owner;
    const other = target.links.#links.get(server.memberId);
    if (other?.phase !== 'up' || other.target !== server || link.phase !== 'up') return;
    link.usable = true;
    other.usable = true;
    // It may have learnt of the other while one of the two was still dialling.
    if (this.#lists(target)) target.links.#admittedBy(server);
    if (target.links.#lists(server)) this.#admittedBy(target);
    this.#owner.peerReachable(link.peerId);
    target.links.#owner.peerReachable(server.memberId);
  }

  #checkConnection(link: PeerLink): void {
    const { target } = link;
    if (target === undefined) return;
    const passes = this.#passes(link, target);
    if (passes && target.isRunning) return;
    if (passes || this.#reset(link, target)) {
      this.#disconnect(link);
      this.#evaluate(link);
      return;
    }
    link.phase = 'silent';
    link.silentSinceUs = this.#nowUs;
    link.retransmits = !this.#open(link, target);
    this.#lost(link, target);
    if (!this.#owner.noticesSilentPeers) return;
    const noticedAfterUs = READ_TIMEOUT_US - this.#owner.rng.integer(0, LINK_HEARTBEAT_US);
    this.#schedule(link, noticedAfterUs, () => {
      this.#disconnect(link);
      link.packetsLost = true;
      this.#evaluate(link);
    });
  }

  #checkSilence(link: PeerLink): void {
    const { target } = link;
    if (target === undefined) return;
    if (!this.#open(link, target)) link.retransmits = true;
    if (!this.#passes(link, target)) return;
    if (!target.isRunning) {
      this.#disconnect(link);
      this.#evaluate(link);
      return;
    }
    const dueUs = link.retransmits ? nextRetransmission(link.silentSinceUs, this.#nowUs) : this.#nowUs;
    this.#schedule(link, dueUs - this.#nowUs, () => {
      if (link.phase !== 'silent' || !target.isRunning || !this.#passes(link, target)) {
        this.#evaluate(link);
        return;
      }
      link.phase = 'up';
      this.#joinSides(link, target);
    });
  }

  #passes(link: PeerLink, target: EtcdServer): boolean {
    return this.#owner.server.answers && target.answers && this.#open(link, target);
  }

  #open(link: PeerLink, target: EtcdServer): boolean {
    const { host } = this.#owner;
    return host.world.network.open(host.name, target.host.name, link.port);
  }

  /** Something on the way answers with a reset: the connection is gone, and this side knows it. */
  #reset({ port }: PeerLink, target: EtcdServer): boolean {
    const { host } = this.#owner;
    return port !== undefined && host.world.network.rejects(host.name, target.host.name, port);
  }

  #disconnect(link: PeerLink): void {
    this.#owner.host.world.scheduler.cancel(link.timer);
    link.timer = undefined;
    const { target } = link;
    link.phase = 'down';
    link.target = undefined;
    link.activeSinceUs = undefined;
    this.#lost(link, target);
  }

  #lost(link: PeerLink, target: EtcdServer | undefined): void {
    if (!link.usable) return;
    link.usable = false;
    this.#owner.peerLost(link.peerId);
    if (target === undefined) return;
    const other = target.links.#links.get(this.#owner.server.memberId);
    if (other?.usable !== true) return;
    // Nor do messages pass the other way: a follower must not take a leader that it hears no more for one that leads.
    other.usable = false;
    target.links.#owner.peerLost(this.#owner.server.memberId);
  }

  #lookUp(link: PeerLink): EtcdPeerService | undefined {
    if (!this.#owner.server.answers) return undefined;
    for (const url of link.urls) {
      const service = findPeerService(this.#owner.host, url);
      if (service?.server() === undefined) continue;
      link.port = parseHostPort(url)?.port;
      return service;
    }
    return undefined;
  }

  #schedule(link: PeerLink, afterUs: Micros, action: () => void): void {
    const { scheduler } = this.#owner.host.world;
    scheduler.cancel(link.timer);
    link.timer = scheduler.after(afterUs, () => {
      link.timer = undefined;
      action();
    });
  }

  get #nowUs(): Micros {
    return this.#owner.host.world.scheduler.now();
  }
}

/** What listens behind a peer URL, if packets pass both ways. */
function findPeerService(from: Host, url: string): EtcdPeerService | undefined {
  const address = parseHostPort(url);
  if (address === undefined) return undefined;
  const host = from.world.network.hostAt(from, address.host);
  if (host === undefined || !from.world.network.admits(from.name, host.name, address.port)) return undefined;
  const listener = host.listenerAt(address.host, address.port);
  if (listener === undefined || listener.process.paused) return undefined;
  return isPeerService(listener.service) ? listener.service : undefined;
}

export function isPeerService(service: Service): service is EtcdPeerService {
  return service.protocol === 'etcd-peer';
}
