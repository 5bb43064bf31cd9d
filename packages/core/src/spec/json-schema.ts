import { z } from 'zod';
import { clusterDocument } from './schema.js';

const SCHEMA_ID = 'https://quorate.dev/schema/v1alpha1/cluster.schema.json';

/** JSON Schema (2020-12) of the document as people write it, for editors. What relates two fields only the parser checks. */
export function clusterSpecJsonSchema(): z.core.JSONSchema.BaseSchema {
  const { $schema, ...body } = z.toJSONSchema(clusterDocument, { io: 'input' });
  return {
    ...($schema === undefined ? {} : { $schema }),
    $id: SCHEMA_ID,
    title: 'Quorate cluster',
    description: 'A highly available Kubernetes cluster, bootstrapped with kubeadm.',
    ...body,
  };
}
