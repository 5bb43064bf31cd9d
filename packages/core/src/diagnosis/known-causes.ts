import { CREDENTIAL_CAUSES } from './causes/credential-causes.js';
import { ETCD_CAUSES } from './causes/etcd-causes.js';
import { IMAGE_CAUSES } from './causes/image-causes.js';
import { KUBELET_CAUSES } from './causes/kubelet-causes.js';
import { MACHINE_CAUSES } from './causes/machine-causes.js';
import { NETWORK_CAUSES } from './causes/network-causes.js';
import { PACKAGE_CAUSES } from './causes/package-causes.js';
import type { KnownCause } from './known-cause.js';

/** The catalogue, from the machine upwards: a cause stands before what follows from it. A new one goes into the file of its field. */
export const KNOWN_CAUSES: readonly KnownCause[] = [
  ...MACHINE_CAUSES,
  ...PACKAGE_CAUSES,
  ...IMAGE_CAUSES,
  ...KUBELET_CAUSES,
  ...NETWORK_CAUSES,
  ...CREDENTIAL_CAUSES,
  ...ETCD_CAUSES,
];
