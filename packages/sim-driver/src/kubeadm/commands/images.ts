import { millis } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import type { FlagSet } from '../config/flags.js';
import { parseFlags } from '../config/flags.js';
import { readInitConfiguration } from '../config/init-configuration.js';
import type { Failure } from '../failure.js';
import { controlPlaneImages } from '../preflight/control-plane-images.js';
import { pullImage } from '../preflight/pull-images.js';
import type { KubeadmRun } from '../run.js';

/** Each, from a registry nearby or from the disk. */
const PULL_US = millis(70);

const FLAGS: FlagSet = {
  kinds: {
    config: 'value',
    'image-repository': 'value',
    'kubernetes-version': 'value',
    output: 'value',
    v: 'value',
  },
  shorthands: { o: 'output' },
};

/** `kubeadm config images list`. */
export function listImages(run: KubeadmRun, argv: readonly string[]): Failure | undefined {
  const flags = parseFlags(argv, FLAGS);
  if (!flags.ok) return flags.failure;
  const config = readInitConfiguration(run, flags.value);
  if (!config.ok) return config.failure;
  const images = controlPlaneImages(run, config.value.cluster);
  if (flags.value.value('output') !== 'json') run.out(...images);
  else
    run.out(
      JSON.stringify(
        { kind: 'Images', apiVersion: `output.kubeadm.k8s.io/${run.profile.text.tokenApiVersion}`, images },
        undefined,
        4,
      ),
    );
  return undefined;
}

/** `kubeadm config images pull`: the first one that cannot be pulled ends it; what came before it stays. */
export function* pullConfiguredImages(run: KubeadmRun, argv: readonly string[]): Task<Failure | undefined> {
  const flags = parseFlags(argv, FLAGS);
  if (!flags.ok) return flags.failure;
  const config = readInitConfiguration(run, flags.value);
  if (!config.ok) return config.failure;
  for (const image of controlPlaneImages(run, config.value.cluster)) {
    yield* run.work(PULL_US);
    const why = yield* pullImage(run, image);
    if (why !== undefined) return { cause: `failed to pull image "${image}": ${why}` };
    run.out(`[config/images] Pulled ${image}`);
  }
  return undefined;
}
