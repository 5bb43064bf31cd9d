/**
 * `npm run bench:ssh`: what a command costs over SSH here, as one JSON document on stdout. The driver, OpenSSH's own
 * connection sharing and, where it is installed, Ansible's raw module do the same work in one run against one sshd on this
 * machine, in turns. Measures, judges nothing. Needs root, because the driver runs its commands as root.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SshTarget } from '@quorate/ssh-driver';
import { driverFor, openMaster, playRaw, runOnce, writeFleetScript } from './bench-ssh/contestants.js';
import { LoopbackServer } from './bench-ssh/loopback-server.js';
import { peakMemoryMib } from './bench-ssh/peak-memory.js';
import { runProgram, timedMs } from './bench-ssh/run-program.js';

const COMMANDS = numberFrom('BENCH_COMMANDS', 1000);
const ROUND = 50;
const HOSTS = numberFrom('BENCH_HOSTS', 50);
const COMMANDS_PER_HOST = 10;

function numberFrom(name: string, fallback: number): number {
  return Number(process.env[name] ?? fallback);
}

const hasAnsible = spawnSync('ansible-playbook', ['--version']).status === 0;

async function inSequence(times: number, work: () => Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = [];
  for (let index = 0; index < times; index += 1) took.push(await timedMs(work));
  return took;
}

function summary(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
  return { n: took.length, medianMs: at(0.5), p90Ms: at(0.9), meanMs: round(mean(took)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

/** Rounds in turns: what else runs on this machine meets all of them alike. */
async function shortCommands(server: LoopbackServer) {
  const driver = driverFor([server.target(0)]);
  const throughMaster = await openMaster(server);
  const took: { driver: number[]; openssh: number[] } = { driver: [], openssh: [] };
  await runOnce(driver, '0');
  for (let done = 0; done < COMMANDS; done += ROUND) {
    took.driver.push(...(await inSequence(ROUND, () => runOnce(driver, '0'))));
    took.openssh.push(...(await inSequence(ROUND, () => runProgram(throughMaster))));
  }
  await driver.close();
  const [ours, openssh] = [summary(took.driver), summary(took.openssh)];
  const ansible = hasAnsible ? await rawCommands(server) : undefined;
  return {
    work: `\`true\` as root, one after the other over a connection that is open`,
    driver: ours,
    opensshControlMaster: openssh,
    ...(ansible === undefined ? {} : { ansibleRaw: ansible }),
    ratios: {
      medianToOpenssh: round(ours.medianMs / openssh.medianMs),
      meanToOpenssh: round(ours.meanMs / openssh.meanMs),
      ...(ansible === undefined ? {} : { meanToAnsible: round(ours.meanMs / ansible.meanMs) }),
    },
  };
}

/** What one more command in a play costs, without the start of Ansible and of the connection. */
async function rawCommands(server: LoopbackServer) {
  const few = await timedMs(() => playRaw(server, 1, 1));
  const many = await timedMs(() => playRaw(server, 1, COMMANDS));
  return { n: COMMANDS, meanMs: round((many - few) / (COMMANDS - 1)), startMs: round(few) };
}

async function contest(mark: string, work: () => Promise<number>) {
  let wallMs = Number.NaN;
  const peakMib = await peakMemoryMib(mark, async () => {
    wallMs = await work();
  });
  return { wallMs: Math.round(wallMs), peakMib: Math.round(peakMib) };
}

/** From no connection to all commands done. Each runs in processes of its own, so that its memory can be told apart. */
async function manyHosts(server: LoopbackServer) {
  const targets = Array.from({ length: HOSTS }, (_, index) => server.target(index));
  const targetsFile = join(server.directory, 'targets.json');
  writeFileSync(targetsFile, JSON.stringify(targets));
  const child = [...process.execArgv, fileURLToPath(import.meta.url), 'fleet', targetsFile];
  const mark = `${server.directory}/`;
  const driver = await contest(mark, async () => Number(await runProgram([process.execPath, ...child])));
  const script = writeFleetScript(server, HOSTS, COMMANDS_PER_HOST);
  const openssh = await contest(mark, () => timedMs(() => runProgram(['bash', script])));
  const ansible = hasAnsible
    ? await contest(mark, () => timedMs(() => playRaw(server, HOSTS, COMMANDS_PER_HOST)))
    : undefined;
  return {
    work: `${HOSTS} hosts at once: connect, then ${COMMANDS_PER_HOST} times \`true\` one after the other on each`,
    driver,
    opensshControlMaster: openssh,
    ...(ansible === undefined ? {} : { ansibleRaw: ansible }),
    ratios: {
      wallToOpenssh: round(driver.wallMs / openssh.wallMs),
      ...(ansible === undefined ? {} : { wallToAnsible: round(driver.wallMs / ansible.wallMs) }),
    },
  };
}

/** The driver's part of {@link manyHosts}: prints milliseconds, from its first connection to the last command. */
async function fleet(targets: readonly SshTarget[]): Promise<void> {
  const driver = driverFor(targets);
  const tookMs = await timedMs(() =>
    Promise.all(
      targets.map((_, index) => inSequence(COMMANDS_PER_HOST, () => runOnce(driver, String(index)))),
    ),
  );
  await driver.close();
  process.stdout.write(String(tookMs));
}

async function main(): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Error('bench:ssh starts an sshd that runs commands as root: run it as root');
  const server = new LoopbackServer();
  try {
    await server.listening();
    const loadBefore = loadavg()[0];
    const sequential = await shortCommands(server);
    const concurrent = await manyHosts(server);
    const machine = {
      cores: availableParallelism(),
      cpu: cpus()[0]?.model ?? 'unknown',
      node: process.version,
      openssh: spawnSync('ssh', ['-V'], { encoding: 'utf8' }).stderr.trim(),
      loadAverage: [loadBefore, loadavg()[0]],
    };
    process.stdout.write(`${JSON.stringify({ machine, sequential, concurrent }, undefined, 2)}\n`);
  } finally {
    server.stop();
  }
}

const [mode, targetsFile = ''] = process.argv.slice(2);
if (mode === 'fleet') await fleet(JSON.parse(readFileSync(targetsFile, 'utf8')) as readonly SshTarget[]);
else await main();
