import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { execute } from '@quorate/core';
import { Simulation } from '@quorate/sim-driver';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { readJournal } from '../src/read-journal.js';
import { craft, header, lined } from './support/crafted-journal.js';
import { journalPath, opened, refusalOf, runWith, spec, wholeRun, writeAll } from './support/recorded-run.js';

const entries = await wholeRun();
const some = entries.slice(0, 12);

describe('a journal in a file', () => {
  test('gives back the entries of the whole lines, wherever the file ends', async () => {
    const path = journalPath();
    await writeAll(path, some);
    const bytes = readFileSync(path);
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 0x0a).map((at) => at + 1);
    expect(ends).toHaveLength(some.length + 1);
    for (const [index, end] of ends.entries()) {
      const next = ends[index + 1] ?? end;
      for (const cut of new Set(
        [end, end + 1, end + 17, next - 1].filter((at) => at === end || (at > end && at < next)),
      )) {
        const read = readJournal(path, bytes.subarray(0, cut));
        expect(read, `cut at byte ${cut}`).toMatchObject({
          ok: true,
          value: { entries: some.slice(0, index), torn: cut > end, wholeBytes: end },
        });
      }
    }
  });

  test('goes on after a torn line, and only then cuts it off', async () => {
    const path = journalPath();
    await writeAll(path, some);
    const torn = readFileSync(path).subarray(0, -5);
    writeFileSync(path, torn);
    const { journal, found, resumeFrom, close } = opened(path);
    expect(found).toMatchObject({ state: 'interrupted', torn: true });
    expect(readFileSync(path)).toEqual(torn);
    await journal.append({ kind: 'event', event: { type: 'run.resumed', atMs: 1 } });
    await close();
    const again = opened(path);
    expect(again.resumeFrom).toEqual([
      ...resumeFrom,
      { kind: 'event', event: { type: 'run.resumed', atMs: 1 } },
    ]);
    await again.close();
  });

  test('is for its owner only, and holds no secret', async () => {
    const path = journalPath();
    await writeAll(path, entries);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).not.toMatch(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b|PRIVATE KEY/);
  });

  test('of an ended run is kept under another name when the next one writes', async () => {
    const path = journalPath();
    await writeAll(path, entries);
    const before = readFileSync(path);
    const next = opened(path);
    expect(next).toMatchObject({ found: { state: 'ended', how: 'ready' }, resumeFrom: [] });
    expect(existsSync(`${path}.1`)).toBe(false);
    for (const entry of some) await next.journal.append(entry);
    await next.close();
    expect(readFileSync(`${path}.1`)).toEqual(before);
    const last = opened(path);
    expect(last.resumeFrom).toEqual(some);
    await last.close();
  });

  test('lets an aborted run go on, again and again, without a second init', async () => {
    const path = journalPath();
    const simulation = new Simulation({ spec });
    for (const at of [30, 60, 90]) {
      const abort = new AbortController();
      const { journal, resumeFrom, close } = opened(path);
      const driver = simulation.orchestrator();
      let seen = resumeFrom.length;
      const counting = {
        append: (entry: (typeof entries)[number]) => {
          seen += 1;
          if (seen === at) abort.abort();
          return journal.append(entry);
        },
      };
      await execute({ spec, driver, clock: driver, journal: counting, resumeFrom, signal: abort.signal });
      driver.detach();
      await close();
    }
    expect(await runWith(simulation, path)).toMatchObject({ status: 'ready' });
    const text = readFileSync(path, 'utf8');
    expect(text.match(/"kind":"opened"/g)).toHaveLength(1);
    expect(text.match(/"kind":"issued"[^\n]*"kind":"initialise"/g)).toHaveLength(1);
  });

  test('of a newer minor version is read: what it adds may be ignored', async () => {
    const path = journalPath();
    craft(path, [{ ...header, version: { major: 1, minor: 7 }, mood: 'good' }, ...lined(some)]);
    const { found, resumeFrom, runId, close } = opened(path);
    expect(found.state).toBe('interrupted');
    expect(resumeFrom).toEqual(some);
    expect(runId).toBe('run-1');
    await close();
  });
});

describe('a journal is refused, and left as it is,', () => {
  test('when it is of another cluster', async () => {
    const path = journalPath();
    await writeAll(path, some);
    const before = readFileSync(path);
    expect(refusalOf(path, { ...spec, name: 'other' })).toMatchObject({ code: 'another-cluster', path });
    expect(readFileSync(path)).toEqual(before);
  });

  test('when it is of another specification; how hosts are reached may differ', async () => {
    const path = journalPath();
    await writeAll(path, some);
    const refusal = refusalOf(path, { ...spec, kubernetesVersion: 'v1.25.0' });
    expect(refusal).toMatchObject({ code: 'other-spec', seen: expect.stringContaining('kubernetesVersion') });
    const hosts = spec.hosts.map((host) => ({ ...host, ssh: { address: '192.0.2.9', port: 2222 } }));
    const moved = opened(path, { ...spec, hosts });
    expect(moved.found.state).toBe('interrupted');
    await moved.close();
  });

  test.each(['', 'notes\n', '{"kind":"opened"}\n'])('when it is none: %j', (text) => {
    const path = journalPath();
    writeFileSync(path, text);
    expect(refusalOf(path)).toMatchObject({ code: 'not-a-journal', line: 1 });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  property.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'when any byte of it was changed',
    async (at, by) => {
      const path = journalPath();
      await writeAll(path, some);
      const bytes = readFileSync(path);
      const index = at % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ by;
      expect(readJournal(path, bytes).ok).toBe(false);
    },
  );
});
