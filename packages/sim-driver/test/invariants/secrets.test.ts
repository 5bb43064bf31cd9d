import type { ExecutionEvent, JournalEntry } from '@quorate/core';
import { describe, expect, it } from 'vitest';
import { sleep } from '../../src/engine/task.js';
import { seconds } from '../../src/engine/scheduler.js';
import { encodePrivateKey } from '../../src/pki/certificate.js';
import { parseKubeconfig, renderKubeconfig } from '../../src/pki/kubeconfig.js';
import { encodeBase64 } from '../../src/engine/base64.js';
import type { Scene } from './scene.js';
import { ADMIN, found, sceneOn } from './scene.js';

const ID = 'no-secret-shown';
const PEM = encodePrivateKey('a key of nobody');

/** Each makes a secret as it comes into the world. */
const SECRETS: Readonly<Record<string, (scene: Scene) => string>> = {
  'a token': ({ simulation }) =>
    simulation.shell('master1', ['kubeadm', 'token', 'create'], ADMIN).stdout.trim(),
  'a certificate key of upload-certs': ({ simulation }) =>
    lastLine(
      simulation.shell('master1', ['kubeadm', 'init', 'phase', 'upload-certs', '--upload-certs'], ADMIN)
        .stdout,
    ),
  'a certificate key that was only made': ({ simulation }) =>
    lastLine(simulation.shell('master1', ['kubeadm', 'certs', 'certificate-key']).stdout),
  'a private key in PEM': () => PEM,
  'a kubeconfig with its client key': ({ simulation }) => {
    const text = simulation.world.host('master1').disk.text('/etc/kubernetes/admin.conf') ?? '';
    expect(parseKubeconfig(text)?.clientKeyPem).toContain('PRIVATE KEY');
    return text;
  },
};

/** Each shows a text to somebody. */
const SINKS: Readonly<Record<string, (scene: Scene, text: string) => void>> = {
  'an event': ({ monitor }, text) => {
    const event: ExecutionEvent = {
      type: 'step.started',
      atMs: 0,
      id: 'c1',
      host: 'master1',
      line: `echo ${text}`,
    };
    monitor.onEvent(event);
  },
  'the journal': ({ monitor }, text) => {
    const entry: JournalEntry = {
      kind: 'issued',
      atMs: 0,
      id: 'c1',
      command: { kind: 'wait', ms: 1, reason: text },
    };
    monitor.onJournal(entry);
  },
  'a trace record, whatever it tells': ({ simulation: { world } }, text) => {
    world.record('pod.exited', 'master1', { code: 1, why: `it said ${text}` });
  },
  'a command line of any program': ({ simulation: { world } }, text) => {
    world.host('node1').spawn(['curl', '--header', `Authorization: ${text}`], function* () {
      yield* sleep(seconds(1));
      return 0;
    });
  },
};

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}

describe('a secret', () => {
  for (const [sink, show] of Object.entries(SINKS)) {
    it.each(Object.entries(SECRETS))(`is found in ${sink}: %s`, async (_, make) => {
      const scene = await sceneOn('ready');
      const secret = make(scene);
      expect(secret.length).toBeGreaterThan(15);
      expect(found(scene, ID)).toEqual([]);
      show(scene, secret);
      expect(found(scene, ID)).toHaveLength(1);
    });
  }

  it('is found in base64, wherever it stands in the text that was encoded', async () => {
    const texts = ['', '-', '--'].map((before) => encodeBase64(before + PEM));
    for (const text of texts) {
      const scene = await sceneOn('fresh');
      scene.simulation.world.record('planted', 'master1', { text });
      expect(found(scene, ID)).toEqual(['a secret is in the trace: planted']);
    }
  });

  it('is found in the command line of the kubeadm that makes it one', async () => {
    const scene = await sceneOn('ready');
    const token = 'abcdef.0123456789abcdef';
    scene.simulation.shell('master1', ['kubeadm', 'token', 'create', token], ADMIN);
    expect(found(scene, ID)).toEqual(['a command line of kubeadm on master1 holds a secret']);
  });

  it('is known although the kubeadm that printed it was killed', async () => {
    const scene = await sceneOn('fresh');
    const { world } = scene.simulation;
    const token = 'abcdef.0123456789abcdef';
    const kubeadm = world.host('master1').spawn(['kubeadm', 'token', 'create'], function* (process) {
      process.out(token);
      yield* sleep(seconds(60));
      return 0;
    });
    world.host('master1').kill(kubeadm, 'SIGKILL');
    world.record('planted', 'master2', { token });
    expect(found(scene, ID)).toEqual(['a secret is in the trace: planted']);
  });

  it('is none that only looks like one: pins of a CA, certificates', async () => {
    const scene = await sceneOn('ready');
    const config = parseKubeconfig(
      scene.simulation.world.host('master1').disk.text('/etc/kubernetes/admin.conf') ?? '',
    );
    if (config === undefined) throw new Error('no admin.conf');
    const { clientKeyPem: _, ...shown } = config;
    scene.simulation.world.record('planted', 'master1', {
      pin: `sha256:${'0123456789abcdef'.repeat(4)}`,
      config: renderKubeconfig(shown),
    });
    expect(scene.monitor.violations).toEqual([]);
  });
});
