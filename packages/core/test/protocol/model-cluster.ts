import type {
  ClusterSpec,
  Command,
  CommandReport,
  HostObservation,
  IssuedCommand,
  MemberObservation,
  NodeObservation,
  Observation,
  ObserveAspect,
  TokenObservation,
} from '../../src/index.js';
import { FIT_CAPACITY, openPaths } from '../decisions/fit-cluster.js';
import { bootstrapTokenDescription, hostNamed, hostsOf, known, quorumOf, unknown } from '../../src/index.js';
import { itemsFor } from '../../src/preparation/preparation-item.js';
import {
  ADMIN_CONF,
  APISERVER_MANIFEST,
  ETCD_MANIFEST,
  KUBELET_CONF,
} from '../../src/decisions/kubernetes-files.js';

/** What one host of the model holds. Coarse on purpose: the protocol's decisions, not kubeadm's texts, are under test. */
export interface ModelHost {
  reachable: boolean;
  powered: boolean;
  files: Set<string>;
  ca: string;
  kubelet: boolean;
  /** A kubeadm that still runs until this time, and what it then does. */
  running: { untilMs: number; finish: () => void } | undefined;
  expiresAtMs: number;
}

interface ModelMember {
  id: string;
  name: string;
  host: string;
  learner: boolean;
}

/** How a join, or an init, goes wrong once. */
export type Mishap =
  | 'fails-clean'
  /** Of init: keys, and no manifest yet. */
  | 'leaves-keys'
  | 'dies-before-member'
  | 'dies-after-member'
  /** The kubelet does not start its etcd member before it is restarted. */
  | 'pod-refused'
  /** The same, with a kubeadm that nobody listens to any more and that waits for the member. */
  | 'pod-refused-unheard'
  | 'dies-before-label'
  | 'answer-lost';

const MASTER_FILES = [ADMIN_CONF, KUBELET_CONF, APISERVER_MANIFEST, '/etc/kubernetes/pki/ca.crt'];
const HOUR = 3_600_000;

const COST_MS: Readonly<Partial<Record<Command['kind'], number>>> = {
  observe: 500,
  'probe-api': 200,
  initialise: 25_000,
  'join-control-plane': 25_000,
  'join-worker': 15_000,
};

/** A cluster at the level of commands and observations: what the machine's decisions can be driven against, fast. */
export class ModelCluster {
  readonly spec: ClusterSpec;
  nowMs = 1_767_225_600_000;
  readonly hosts = new Map<string, ModelHost>();
  members: ModelMember[] = [];
  readonly nodes = new Map<string, { master: boolean; labelled: boolean }>();
  readonly tokens = new Map<string, TokenObservation>();
  uploadedBy: string | undefined;
  /** Hosts on which files are missing that are uploaded, by the names of their entries: they are stored empty. */
  readonly lacking = new Map<string, readonly string[]>();
  #storedEmpty: readonly string[] = [];
  /** kube-controller-manager signs cluster-info with each bootstrap token. */
  signs = true;
  /** Somebody deleted it: there is nothing to sign. */
  clusterInfoIsGone = false;
  /** etcd 3.4 tells its members from its own copy; a linearizable `member list` needs quorum (etcd ≥ 3.5). */
  listsWithoutQuorum = false;
  /** From the end of a join to the first time that the new apiserver is ready. */
  apiserversTakeMs = 0;
  readonly #readyFromMs = new Map<string, number>();
  cni = false;
  balanced = false;
  /** Completed init work. */
  recorded = false;
  readonly mishaps = new Map<string, Mishap[]>();
  /** Hosts on which everything is missing that `spec.preparation` asks for. */
  readonly unprepared = new Set<string>();
  /** Every command executed, in order. */
  readonly executed: Command[] = [];
  #nextId = 1;

  constructor(spec: ClusterSpec) {
    this.spec = spec;
    for (const host of spec.hosts) {
      this.hosts.set(host.name, {
        reachable: true,
        powered: true,
        files: new Set(),
        ca: 'none',
        kubelet: false,
        running: undefined,
        expiresAtMs: this.nowMs + 365 * 24 * HOUR,
      });
    }
  }

  host(name: string): ModelHost {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`no host ${name}`);
    return host;
  }

  /** Executes a command; time passes. */
  execute(issued: IssuedCommand): CommandReport {
    const { command } = issued;
    this.executed.push(command);
    this.#advance(this.#cost(command));
    switch (command.kind) {
      case 'observe':
        return succeeded({
          kind: 'observed',
          observation: this.#observe(command.hosts, command.aspects, issued.issuedAtMs),
        });
      case 'wait':
        return done;
      case 'prepare-host':
        return this.#prepare(command.host);
      case 'configure-load-balancer':
        if (!this.host(command.host).reachable) return unreachable(command.host);
        this.balanced = true;
        return done;
      case 'prove-endpoint':
        return succeeded({
          kind: 'endpoint',
          reachableFrom: Object.fromEntries(command.from.map((name) => [name, this.balanced ? 'yes' : 'no'])),
        });
      case 'probe-api':
        return succeeded({
          kind: 'api',
          answers: Object.fromEntries(
            command.hosts.map((name) => {
              const { apiReady = 'unknown', apiReadyViaEndpoint = 'unknown' } = this.#observeHost(
                name,
                [],
                0,
              );
              return [name, { itself: apiReady, viaEndpoint: apiReadyViaEndpoint }];
            }),
          ),
        });
      case 'initialise':
        return this.#initialise(command.host);
      case 'finish-initialise':
        this.recorded = true;
        this.nodes.set(command.host, { master: true, labelled: true });
        return done;
      case 'mint-credentials':
        return this.#mint(command);
      case 'revoke-credentials':
        for (const id of command.tokenIds) this.#dropToken(id);
        return done;
      case 'apply-cni':
        this.cni = true;
        return done;
      case 'join-control-plane':
        return this.#joinMaster(command.host);
      case 'finish-join':
        this.nodes.set(command.host, { master: true, labelled: true });
        return done;
      case 'promote-learner':
        for (const member of this.members) if (member.id === command.memberId) member.learner = false;
        return done;
      case 'remove-member':
        this.members = this.members.filter((member) => member.id !== command.memberId);
        return done;
      case 'delete-node':
        this.nodes.delete(command.node);
        return done;
      case 'restart-kubelet':
        this.#startMember(command.host);
        return done;
      case 'reset-host':
        return this.#reset(command.host);
      case 'join-worker':
        return this.#joinWorker(command.host);
    }
  }

  /** Healthy voters have quorum. */
  quorate(): boolean {
    const voters = this.members.filter((member) => !member.learner);
    return (
      voters.length > 0 && voters.filter((voter) => this.#memberRuns(voter)).length >= quorumOf(voters.length)
    );
  }

  powerOff(name: string): void {
    const host = this.host(name);
    host.powered = false;
    host.reachable = false;
    host.running = undefined;
  }

  powerOn(name: string): void {
    const host = this.host(name);
    host.powered = true;
    host.reachable = true;
  }

  /** A new disk. */
  wipe(name: string): void {
    const host = this.host(name);
    host.files.clear();
    host.ca = 'none';
    host.kubelet = false;
    host.running = undefined;
  }

  pass(ms: number): void {
    this.#advance(ms);
  }

  #cost(command: Command): number {
    if (command.kind === 'wait') return command.ms;
    return COST_MS[command.kind] ?? 1_000;
  }

  #advance(ms: number): void {
    this.nowMs += ms;
    for (const host of this.hosts.values()) {
      if (host.running !== undefined && host.running.untilMs <= this.nowMs) {
        const { finish } = host.running;
        host.running = undefined;
        finish();
      }
    }
    for (const [id, token] of this.tokens)
      if ((token.expiresAtMs ?? Infinity) <= this.nowMs) this.#dropToken(id);
  }

  #dropToken(id: string): void {
    this.tokens.delete(id);
    if (this.uploadedBy === id) this.uploadedBy = undefined;
  }

  #memberRuns(member: ModelMember): boolean {
    const host = this.host(member.host);
    return host.powered && host.kubelet && host.files.has(ETCD_MANIFEST) && member.name !== '';
  }

  #startMember(name: string): void {
    const host = this.host(name);
    const member = this.members.find((one) => one.host === name);
    if (member === undefined || !host.files.has(ETCD_MANIFEST)) return;
    member.name = name;
    if (host.running !== undefined)
      host.running.untilMs = Math.min(host.running.untilMs, this.nowMs + 10_000);
  }

  #takeMishap(host: string): Mishap | undefined {
    return this.mishaps.get(host)?.shift();
  }

  #initialise(name: string): CommandReport {
    const host = this.host(name);
    const mishap = this.#takeMishap(name);
    if (mishap === 'fails-clean') return failed(name, 'preflight');
    if (mishap === 'leaves-keys') {
      host.files.add('/etc/kubernetes/pki/ca.crt');
      host.ca = 'AA';
      return failed(name, 'killed');
    }
    for (const file of MASTER_FILES) host.files.add(file);
    host.files.add(ETCD_MANIFEST);
    host.files.add('/var/lib/etcd/member/wal/0.wal');
    host.ca = 'AA';
    host.kubelet = true;
    this.members = [{ id: this.#id(), name, host: name, learner: false }];
    this.nodes.set(name, { master: true, labelled: false });
    if (mishap === 'dies-before-label' || mishap === 'dies-after-member') return failed(name, 'killed');
    this.recorded = true;
    this.nodes.set(name, { master: true, labelled: true });
    const token = this.#newToken();
    this.#upload(name);
    if (mishap === 'answer-lost') return lost(name);
    return succeeded({
      kind: 'credentials',
      token: { id: token.id, caCertHash: 'sha256:00', expiresAtMs: token.expiresAtMs ?? 0 },
      certificateKey: { expiresAtMs: this.nowMs + 2 * HOUR },
    });
  }

  #mint(command: Extract<Command, { kind: 'mint-credentials' }>): CommandReport {
    if (!this.quorate()) return failed(command.via, 'etcd-timeout');
    const token = command.token ? this.#newToken() : undefined;
    if (command.certificateKey) this.#upload(command.via);
    return succeeded({
      kind: 'credentials',
      ...(token === undefined
        ? {}
        : { token: { id: token.id, caCertHash: 'sha256:00', expiresAtMs: token.expiresAtMs ?? 0 } }),
      ...(command.certificateKey ? { certificateKey: { expiresAtMs: this.nowMs + 2 * HOUR } } : {}),
    });
  }

  #joinMaster(name: string): CommandReport {
    const host = this.host(name);
    const mishap = this.#takeMishap(name);
    if (!host.reachable) return unreachable(name);
    if (host.files.size > 0) return failed(name, 'preflight');
    if (mishap === 'fails-clean') return failed(name, 'api-unreachable');
    if (this.uploadedBy === undefined) return failed(name, 'certificates-gone');
    for (const file of MASTER_FILES) host.files.add(file);
    host.ca = 'AA';
    host.kubelet = true;
    this.nodes.set(name, { master: true, labelled: false });
    if (mishap === 'dies-before-member') return failed(name, 'killed');
    const member: ModelMember = { id: this.#id(), name: '', host: name, learner: false };
    this.members.push(member);
    if (mishap === 'dies-after-member') return failed(name, 'killed');
    host.files.add(ETCD_MANIFEST);
    host.files.add('/var/lib/etcd/member/wal/0.wal');
    const finish = (): void => {
      this.nodes.set(name, { master: true, labelled: true });
    };
    if (mishap === 'pod-refused') return failed(name, 'etcd-timeout');
    if (mishap === 'pod-refused-unheard') {
      host.running = { untilMs: this.nowMs + HOUR, finish };
      return lost(name);
    }
    member.name = name;
    if (mishap === 'dies-before-label') return failed(name, 'killed');
    if (mishap === 'answer-lost') {
      host.running = { untilMs: this.nowMs + 20_000, finish };
      return lost(name);
    }
    finish();
    this.#readyFromMs.set(name, this.nowMs + this.apiserversTakeMs);
    return done;
  }

  #joinWorker(name: string): CommandReport {
    const host = this.host(name);
    const mishap = this.#takeMishap(name);
    if (!host.reachable) return unreachable(name);
    if (host.files.size > 0) return failed(name, 'preflight');
    if (mishap === 'fails-clean') return failed(name, 'token-unusable');
    host.files.add('/etc/kubernetes/pki/ca.crt');
    host.ca = 'AA';
    if (mishap === 'dies-before-member') return failed(name, 'killed');
    host.files.add(KUBELET_CONF);
    host.kubelet = true;
    this.nodes.set(name, { master: false, labelled: false });
    return mishap === 'answer-lost' ? lost(name) : done;
  }

  #prepare(name: string): CommandReport {
    if (!this.host(name).reachable) return unreachable(name);
    const mishap = this.#takeMishap(name);
    if (mishap === 'fails-clean') return failed(name, 'package-mirror-unreachable');
    this.unprepared.delete(name);
    return mishap === 'answer-lost' ? lost(name) : done;
  }

  #preparation(name: string, atMs: number): Pick<HostObservation, 'preparation'> {
    const items = itemsFor(this.spec, hostNamed(this.spec, name));
    if (items.length === 0) return {};
    const isDone = this.unprepared.has(name) ? 'no' : 'yes';
    return {
      preparation: {
        atMs,
        os: { supported: 'yes', name: 'Debian GNU/Linux 12' },
        items: items.map((item) => ({ item, done: isDone, evidence: item })),
      },
    };
  }

  #reset(name: string): CommandReport {
    const host = this.host(name);
    if (!host.reachable) return unreachable(name);
    this.wipe(name);
    if (this.members.length > 1 && this.quorate())
      this.members = this.members.filter((member) => member.host !== name);
    if (this.members.length === 1 && this.members[0]?.host === name) {
      this.members = [];
      this.nodes.clear();
      this.tokens.clear();
      this.uploadedBy = undefined;
      this.recorded = false;
    }
    return done;
  }

  #id(): string {
    return (0x1000 + this.#nextId++).toString(16);
  }

  #newToken(): TokenObservation {
    const token: TokenObservation = {
      id: `tok${String(this.#nextId++).padStart(3, '0')}`,
      description: bootstrapTokenDescription(this.spec),
      expiresAtMs: this.nowMs + this.spec.credentials.tokenTtlMs,
      usages: ['authentication', 'signing'],
    };
    this.tokens.set(token.id, token);
    return token;
  }

  #upload(via: string): void {
    this.#storedEmpty = this.lacking.get(via) ?? [];
    const proxy: TokenObservation = {
      id: `pxy${String(this.#nextId++).padStart(3, '0')}`,
      description: 'Proxy for managing TTL for the kubeadm-certs secret',
      expiresAtMs: this.nowMs + 2 * HOUR,
      usages: [],
    };
    this.tokens.set(proxy.id, proxy);
    this.uploadedBy = proxy.id;
  }

  #observe(names: readonly string[], aspects: readonly ObserveAspect[], atMs: number): Observation {
    const hosts = Object.fromEntries(names.map((name) => [name, this.#observeHost(name, aspects, atMs)]));
    const via = hostsOf(this.spec, 'control-plane').find(
      (master) => hosts[master.name]?.apiReady === 'yes',
    )?.name;
    if (via === undefined) {
      const why = 'no apiserver answered';
      return {
        hosts,
        cluster: {
          atMs,
          nodes: unknown(why),
          tokens: unknown(why),
          signedTokenIds: unknown(why),
          uploadedCertificates: unknown(why),
          recorded: unknown(why),
          addons: unknown(why),
        },
      };
    }
    return {
      hosts,
      cluster: {
        atMs,
        via,
        nodes: known(this.#observeNodes()),
        tokens: known([...this.tokens.values()]),
        signedTokenIds: known(
          this.clusterInfoIsGone
            ? null
            : [...this.tokens.values()]
                .filter((one) => this.signs && one.usages.length > 0)
                .map((one) => one.id),
        ),
        uploadedCertificates: known(
          this.uploadedBy === undefined
            ? null
            : { ownerTokenId: this.uploadedBy, emptyEntries: this.#storedEmpty },
        ),
        recorded: known(this.recorded ? { endpoint: '192.168.56.4:6443', kubernetesVersion: 'v1.26.0' } : {}),
        addons: known({ kubeProxy: this.recorded, coreDns: this.recorded }),
      },
    };
  }

  #observeNodes(): readonly NodeObservation[] {
    return [...this.nodes].map(([name, node]) => {
      const up = this.host(name).powered && this.host(name).kubelet;
      return {
        name,
        ready: up && this.cni ? 'yes' : 'no',
        ...(up && this.cni ? {} : { reason: up ? 'KubeletNotReady' : 'NodeStatusUnknown' }),
        labels: node.labelled ? ['node-role.kubernetes.io/control-plane'] : [],
        taints: [],
      };
    });
  }

  #observeHost(name: string, aspects: readonly ObserveAspect[], atMs: number): HostObservation {
    const host = this.host(name);
    if (!host.reachable)
      return { host: name, atMs, reachable: 'no', detail: 'no route to host', kubeadmRunning: 'unknown' };
    const spec = hostNamed(this.spec, name);
    const own = this.members.find((member) => member.host === name);
    const votes = own !== undefined && this.#memberRuns(own) && this.quorate();
    const serves = host.files.has(ADMIN_CONF) && votes;
    const ready = serves && this.nowMs >= (this.#readyFromMs.get(name) ?? 0);
    return {
      host: name,
      atMs,
      reachable: 'yes',
      identity: {
        hostname: name,
        machineId: `id-${name}`,
        productUuid: `uuid-${name}`,
        addresses: [spec.ssh.address, spec.advertiseAddress],
      },
      clockOffsetMs: 3,
      versions: { kubeadm: 'v1.26.0', kubelet: 'v1.26.0' },
      ...(aspects.includes('capacity') ? { capacity: FIT_CAPACITY } : {}),
      ...this.#preparation(name, atMs),
      ...(aspects.includes('paths') ? { paths: openPaths(this.spec, name, atMs) } : {}),
      kubelet: { active: host.kubelet ? 'yes' : 'no', healthy: host.kubelet ? 'yes' : 'no' },
      kubeadmRunning: host.running === undefined ? 'no' : 'yes',
      files: [...host.files].sort(),
      caFingerprint: host.ca,
      ...(host.files.has(ADMIN_CONF)
        ? { apiReady: ready ? 'yes' : 'no', apiReadyViaEndpoint: serves && this.balanced ? 'yes' : 'no' }
        : {}),
      ...(host.files.has(ETCD_MANIFEST)
        ? {
            etcd: {
              members:
                this.quorate() || this.listsWithoutQuorum
                  ? known(this.members.map((member) => this.#observeMember(member)))
                  : unknown('context deadline exceeded'),
              healthy: serves ? ('yes' as const) : ('no' as const),
              ...(own !== undefined && this.#memberRuns(own) ? { memberId: own.id } : {}),
              ...(this.quorate() && this.members[0] !== undefined ? { leaderId: this.members[0].id } : {}),
              alarms: known([]),
            },
          }
        : {}),
      ...(aspects.includes('certificates') && host.files.has(ADMIN_CONF)
        ? { certificates: known([{ name: 'apiserver', authority: false, expiresAtMs: host.expiresAtMs }]) }
        : {}),
    };
  }

  #observeMember(member: ModelMember): MemberObservation {
    const spec = hostNamed(this.spec, member.host);
    return {
      id: member.id,
      name: member.name,
      peerUrls: [`https://${spec.advertiseAddress}:2380`],
      clientUrls: member.name === '' ? [] : [`https://${spec.advertiseAddress}:2379`],
      learner: member.learner,
    };
  }
}

const done: CommandReport = { outcome: 'succeeded', facts: { kind: 'none' } };

function succeeded(facts: CommandReport['facts']): CommandReport {
  return { outcome: 'succeeded', facts };
}

function failed(host: string, cls: NonNullable<CommandReport['failure']>['class']): CommandReport {
  return {
    outcome: 'failed',
    failure: { class: cls, host, tried: 'kubeadm', seen: cls },
    facts: { kind: 'none' },
  };
}

function lost(host: string): CommandReport {
  return {
    outcome: 'unknown',
    failure: { class: 'answer-lost', host, tried: 'kubeadm', seen: '' },
    facts: { kind: 'none' },
  };
}

function unreachable(host: string): CommandReport {
  return failed(host, 'host-unreachable');
}
