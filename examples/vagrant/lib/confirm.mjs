import { createInterface } from 'node:readline/promises';

/** Whether a person said yes. Ctrl-C and the end of the input are a no. */
export async function confirmed(question, interrupt) {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new AbortController();
  terminal.on('SIGINT', () => interrupt.abort());
  terminal.on('close', () => ended.abort());
  try {
    const answer = await terminal.question(question, {
      signal: AbortSignal.any([interrupt.signal, ended.signal]),
    });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (error.name !== 'AbortError') throw error;
    console.error('');
    return false;
  } finally {
    terminal.close();
  }
}
