import type { InstalledPackage } from '../../observation/read/preparation-facts.js';
import { readInstalledPackages } from '../../observation/read/preparation-facts.js';
import { KEY_FILE, keyPath, SOURCE_FILE, sourceFile } from '../../preparation/apt-source.js';
import { containerdConfigFlaws } from '../../preparation/containerd-config.js';
import type { ObservedItem } from '../../preparation/host-preparation.js';
import {
  CONTAINERD_PACKAGES,
  KUBERNETES_PACKAGES,
  matchesVersion,
  toolsFor,
} from '../../preparation/wanted-packages.js';
import { PREPARATION_QUESTIONS as Q } from '../lower/observe-preparation.js';
import type { PreparationAnswers } from './preparation-answers.js';
import { hasProgram, judged, textOf } from './preparation-answers.js';

/** systemctl: 1 and 3 are `disabled` and `inactive`, 4 that there is no such unit. */
const SYSTEMCTL_ANSWERS = 4;

export function readPackageState({ of }: PreparationAnswers): ObservedItem {
  const audit = of(Q.audit, 1);
  const unfinished = of(Q.unfinished, 1);
  const flaws = () => [
    ...(textOf(unfinished).trim() === '' ? [] : ['dpkg was interrupted']),
    ...packagesInAudit(textOf(audit)).map((name) => `${name} is half installed`),
  ];
  return judged('package-state', [audit, unfinished], flaws, 'no package is half installed');
}

/** `dpkg --audit` lists packages indented, each with one line of what it is. */
function packagesInAudit(text: string): readonly string[] {
  const named = text.split('\n').flatMap((line) => /^ (\S+)/.exec(line)?.[1] ?? []);
  return named.length === 0 && text.trim() !== '' ? ['a package'] : named;
}

export function readTools({ of, context, host }: PreparationAnswers): ObservedItem {
  const programs = of(Q.programs, 1);
  const wanted = toolsFor(context.spec, host).map((tool) => tool.program);
  const flaws = () =>
    wanted.filter((name) => !hasProgram(textOf(programs), name)).map((name) => `${name} is missing`);
  return judged('tools', [programs], flaws, wanted.join(', '));
}

/** A containerd that somebody installed without a package is as good, unless the spec names one. */
export function readRuntime({ of, preparation }: PreparationAnswers): ObservedItem {
  const packages = of(Q.packages, 1);
  const programs = of(Q.programs, 1);
  const { package: named, version } = preparation.containerRuntime;
  const acceptable: readonly string[] = named === undefined ? CONTAINERD_PACKAGES : [named];
  const found = readInstalledPackages(textOf(packages)).find(({ name }) => acceptable.includes(name));
  const flaws = () => {
    if (found === undefined) {
      if (named === undefined && version === undefined && hasProgram(textOf(programs), 'containerd'))
        return [];
      return [`${named ?? 'containerd'} is not installed`];
    }
    if (version === undefined || matchesVersion(found.version, version)) return [];
    return [`${found.name} is ${found.version} and not ${version}`];
  };
  const fine = found === undefined ? 'containerd' : `${found.name} ${found.version}`;
  return judged('container-runtime', [packages, programs], flaws, fine);
}

export function readRuntimeConfig({ of, preparation }: PreparationAnswers): ObservedItem {
  const config = of(Q.containerdConfig);
  const enabled = of(Q.containerdEnabled, SYSTEMCTL_ANSWERS);
  const active = of(Q.containerdActive, SYSTEMCTL_ANSWERS);
  const flaws = () => [
    ...containerdConfigFlaws(preparation, textOf(config)),
    ...(textOf(enabled).trim() === 'enabled' ? [] : ['containerd is not enabled']),
    ...(textOf(active).trim() === 'active' ? [] : ['containerd does not run']),
  ];
  return judged('container-runtime-config', [config, enabled, active], flaws, 'systemd cgroups, active');
}

export function readKubernetesPackages(answers: PreparationAnswers): ObservedItem {
  const packages = answers.of(Q.packages, 1);
  const flaws = () => kubernetesPackageFlaws(answers, textOf(packages));
  const fine = `${KUBERNETES_PACKAGES.join(', ')} ${answers.preparation.kubernetesPackages.version}, held`;
  return judged('kubernetes-packages', [packages], flaws, fine);
}

function kubernetesPackageFlaws({ preparation }: PreparationAnswers, query: string): readonly string[] {
  const wanted = preparation.kubernetesPackages.version;
  const installed = readInstalledPackages(query);
  return KUBERNETES_PACKAGES.flatMap((name) => {
    const found: InstalledPackage | undefined = installed.find((one) => one.name === name);
    if (found === undefined) return [`${name} is not installed`];
    if (!matchesVersion(found.version, wanted)) return [`${name} is ${found.version} and not ${wanted}`];
    return found.held ? [] : [`${name} is not held`];
  });
}

export function readBalancerPackages({ of, preparation }: PreparationAnswers): ObservedItem {
  const wanted = preparation.loadBalancerPackages;
  const packages = of(Q.packages, 1);
  const flaws = () => {
    const installed = readInstalledPackages(textOf(packages)).map(({ name }) => name);
    return wanted.filter((name) => !installed.includes(name)).map((name) => `${name} is not installed`);
  };
  return judged('load-balancer-packages', [packages], flaws, wanted.join(', '));
}

/** Where the packages came from does not matter once they are there. */
export function readRepository(answers: PreparationAnswers): ObservedItem {
  const { of, preparation } = answers;
  const packages = of(Q.packages, 1);
  const installed = packages.kind === 'text' && kubernetesPackageFlaws(answers, packages.text).length === 0;
  const { repository } = preparation;
  if (installed || repository.kind === 'none') {
    const evidence = 'the packages of Kubernetes are installed';
    return { item: 'kubernetes-repository', done: 'yes', evidence };
  }
  const source = of(Q.source);
  const key = repository.key === undefined ? undefined : of(Q.key, 1);
  const flaws = () => [
    ...(textOf(source) === sourceFile(repository) ? [] : [`${SOURCE_FILE} is not as wanted`]),
    ...(key === undefined || keyIsThere(repository, textOf(key))
      ? []
      : [`no key in ${keyPath(repository) ?? KEY_FILE}`]),
  ];
  const needed = key === undefined ? [source] : [source, key];
  return judged('kubernetes-repository', needed, flaws, repository.uri);
}

function keyIsThere(
  { key }: Extract<PreparationAnswers['preparation']['repository'], { kind: 'deb' }>,
  text: string,
): boolean {
  if (key?.kind === 'armored') return text === key.text;
  return text.trim() !== '';
}
