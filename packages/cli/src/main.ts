import { processTerminal } from './process-terminal.js';
import { run } from './program.js';

const terminal = processTerminal();
try {
  process.exitCode = terminal.exitCode(await run(process.argv.slice(2), terminal));
} finally {
  terminal.close();
}
