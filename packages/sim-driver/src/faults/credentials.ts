import { CLUSTER_INFO_FAULTS } from './credentials/cluster-info.js';
import { FILE_FAULTS } from './credentials/files.js';
import { TOKEN_FAULTS } from './credentials/tokens.js';
import { UPLOAD_FAULTS } from './credentials/uploaded-certificates.js';
import type { FaultDefinition } from './fault.js';

export const CREDENTIAL_FAULTS: readonly FaultDefinition[] = [
  ...TOKEN_FAULTS,
  ...UPLOAD_FAULTS,
  ...CLUSTER_INFO_FAULTS,
  ...FILE_FAULTS,
];
