/** A process of its own, which may be limited: adds a line to the file argv[2], and says how that went. */
import { addKnownHost } from '../../src/known-hosts/add-known-host.js';
import { ED25519 } from './vectors.js';

const [, , file = ''] = process.argv;
const key = Buffer.from(ED25519.text.split(' ')[1] ?? '', 'base64');
const ended = await addKnownHost(file, '192.168.56.5', key).then(
  () => 'added',
  (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
);
process.stdout.write(`${ended}\n`);
