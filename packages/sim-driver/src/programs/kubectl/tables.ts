import type { Micros } from '../../engine/scheduler.js';
import type { KubeObject } from '../../kubernetes/client.js';
import { asArray, asObject, asString, at } from '../../kubernetes/json.js';
import { readyStateOf } from '../../kubernetes/node-object.js';
import { nodeNameOf } from '../../kubernetes/pod-object.js';
import { humanDuration } from './human-duration.js';

const ROLE_LABEL = 'node-role.kubernetes.io/';
const NONE = '<none>';

interface Column {
  readonly header: string;
  readonly cell: (object: KubeObject, nowUs: Micros) => string;
}

const NAME: Column = { header: 'NAME', cell: ({ name }) => name };
const NAMESPACE: Column = { header: 'NAMESPACE', cell: ({ namespace }) => namespace ?? '' };
const AGE: Column = { header: 'AGE', cell: ({ createdUs }, nowUs) => humanDuration(nowUs - createdUs) };
const DATA: Column = {
  header: 'DATA',
  cell: ({ body }) => String(Object.keys(asObject(body['data'])).length),
};

/** The printer columns of each kind; `wide` adds some. Other kinds show name and age. */
function columnsOf(kind: string, wide: boolean): readonly Column[] {
  switch (kind) {
    case 'Node':
      return [NAME, column('STATUS', nodeStatus), column('ROLES', roles), AGE, ...nodeVersions(wide)];
    case 'Pod':
      return [
        NAME,
        column('READY', ({ body }) => `${containers(body).some(isReady) ? '1' : '0'}/1`),
        column('STATUS', ({ body }) => text(body, 'status', 'phase') ?? 'Unknown'),
        column('RESTARTS', ({ body }) => String(restarts(body))),
        AGE,
        ...(wide ? podPlacement() : []),
      ];
    case 'Secret':
      return [NAME, column('TYPE', ({ body }) => text(body, 'type') ?? 'Opaque'), DATA, AGE];
    case 'ConfigMap':
      return [NAME, DATA, AGE];
    case 'CertificateSigningRequest':
      return [
        NAME,
        AGE,
        column('SIGNERNAME', ({ body }) => text(body, 'spec', 'signerName') ?? NONE),
        column('REQUESTOR', ({ body }) => text(body, 'spec', 'username') ?? NONE),
        column('CONDITION', ({ body }) =>
          at(body, 'status', 'certificate') === undefined ? 'Pending' : 'Approved,Issued',
        ),
      ];
    default:
      return [NAME, AGE];
  }
}

export interface TableOptions {
  readonly kind: string;
  readonly nowUs: Micros;
  readonly wide: boolean;
  readonly withNamespace: boolean;
  readonly withHeaders: boolean;
}

/** kubectl's table: columns three spaces apart, the last one not padded. */
export function renderTable(objects: readonly KubeObject[], options: TableOptions): readonly string[] {
  const columns = [...(options.withNamespace ? [NAMESPACE] : []), ...columnsOf(options.kind, options.wide)];
  const rows = objects.map((object) => columns.map(({ cell }) => cell(object, options.nowUs)));
  const lines = options.withHeaders ? [columns.map(({ header }) => header), ...rows] : rows;
  const widths = columns.map((_column, index) => Math.max(...lines.map((row) => row[index]?.length ?? 0)));
  return lines.map((row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd((widths[index] ?? 0) + 3)))
      .join(''),
  );
}

function column(header: string, cell: Column['cell']): Column {
  return { header, cell };
}

function nodeVersions(wide: boolean): readonly Column[] {
  const info = (key: string) => (object: KubeObject) =>
    text(object.body, 'status', 'nodeInfo', key) ?? '<unknown>';
  const version = column('VERSION', info('kubeletVersion'));
  if (!wide) return [version];
  return [
    version,
    column('INTERNAL-IP', internalIp),
    column('EXTERNAL-IP', () => NONE),
    column('OS-IMAGE', info('osImage')),
    column('KERNEL-VERSION', info('kernelVersion')),
    column('CONTAINER-RUNTIME', info('containerRuntimeVersion')),
  ];
}

function podPlacement(): readonly Column[] {
  return [
    column('IP', ({ body }) => text(body, 'status', 'podIP') ?? NONE),
    column('NODE', (pod) => nodeNameOf(pod) ?? NONE),
    column('NOMINATED NODE', () => NONE),
    column('READINESS GATES', () => NONE),
  ];
}

function nodeStatus(node: KubeObject): string {
  const ready = readyStateOf(node);
  const status = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return at(node.body, 'spec', 'unschedulable') === true ? `${status},SchedulingDisabled` : status;
}

function roles(node: KubeObject): string {
  const names = Object.keys(node.labels).flatMap((label) =>
    label.startsWith(ROLE_LABEL) ? [label.slice(ROLE_LABEL.length)] : [],
  );
  return names.length === 0 ? NONE : names.sort().join(',');
}

function internalIp(node: KubeObject): string {
  const addresses = asArray(at(node.body, 'status', 'addresses'));
  const internal = addresses.find((address) => at(address, 'type') === 'InternalIP');
  return asString(at(internal, 'address')) ?? NONE;
}

function containers(body: KubeObject['body']): readonly unknown[] {
  return asArray(at(body, 'status', 'containerStatuses'));
}

function restarts(body: KubeObject['body']): number {
  const count = at(containers(body)[0], 'restartCount');
  return typeof count === 'number' ? count : 0;
}

function isReady(container: unknown): boolean {
  return at(container, 'ready') === true;
}

function text(value: unknown, ...path: readonly string[]): string | undefined {
  return asString(at(value, ...path));
}
