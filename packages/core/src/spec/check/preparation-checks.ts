import { OLDEST_PUBLISHED_MINOR } from '../default-preparation.js';
import { errorAt, type Finding } from '../diagnostic.js';
import type { Draft } from '../draft.js';
import { minorOf } from '../kube-version.js';

/** The public repositories begin with a release; before it, nobody can guess where packages come from. */
export function checkPreparation({ preparation, kubernetesVersion }: Draft): readonly Finding[] {
  if (preparation === undefined || preparation.repositoryGiven || kubernetesVersion === undefined) return [];
  if (minorOf(kubernetesVersion.value) >= OLDEST_PUBLISHED_MINOR) return [];
  const message = `packages of 1.${minorOf(kubernetesVersion.value)} are not published on pkgs.k8s.io: set repository to a mirror of your own, or to none`;
  return [errorAt('missing-package-repository', preparation.path, message)];
}
