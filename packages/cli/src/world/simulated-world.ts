import type { ClusterSpec, Result } from '@quorate/core';
import { err, ok } from '@quorate/core';
import { runScenario, Simulation } from '@quorate/sim-driver';
import { simulationFromObservation } from '@quorate/sim-driver/plan';
import { EXIT } from '../exit-code.js';
import { isObservationFile, readObservationFile } from '../input/observation-file.js';
import { readStory } from '../input/story.js';
import type { Refusal } from '../refusal.js';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from './cluster-world.js';

/** Fresh hosts, or with a path: hosts as that scenario leaves them, or as `quorate observe` has seen them. */
export async function simulatedWorld(
  spec: ClusterSpec,
  specPath: string,
  path: string | undefined,
  terminal: Terminal,
): Promise<Result<ClusterWorld, Refusal>> {
  if (path === undefined) return ok(worldOf(new Simulation({ spec }), terminal, 'simulated hosts'));
  return isObservationFile(path, spec)
    ? worldAsSeen(spec, path, terminal)
    : worldAfter(spec, specPath, path, terminal);
}

async function worldAsSeen(
  spec: ClusterSpec,
  path: string,
  terminal: Terminal,
): Promise<Result<ClusterWorld, Refusal>> {
  const observed = readObservationFile(path, spec);
  if (!observed.ok) return err({ problems: [observed.error], exitCode: EXIT.configInvalid });
  const { simulation, assumptions } = await simulationFromObservation({ spec, observation: observed.value });
  for (const assumption of assumptions) terminal.err(`assumed, because it could not be seen: ${assumption}`);
  return ok(worldOf(simulation, terminal, `simulated hosts, as ${path} shows them`));
}

async function worldAfter(
  spec: ClusterSpec,
  specPath: string,
  scenarioPath: string,
  terminal: Terminal,
): Promise<Result<ClusterWorld, Refusal>> {
  const read = readStory({ specPath, scenarioPath, seed: undefined, faults: [], late: [] });
  if (!read.ok) return err(read.error);
  const { scenario } = read.value;
  if (hostList(scenario.spec) !== hostList(spec)) {
    const problems = [`${scenarioPath}: its spec has other hosts than ${specPath}`];
    return err({ problems, exitCode: EXIT.usage });
  }
  const { simulation } = await runScenario(scenario);
  return ok(worldOf(simulation, terminal, `simulated hosts, as ${scenarioPath} leaves them`));
}

function hostList({ hosts }: ClusterSpec): string {
  return hosts.map(({ name, role }) => `${name} ${role}`).join();
}

function worldOf(simulation: Simulation, terminal: Terminal, about: string): ClusterWorld {
  const orchestrator = simulation.orchestrator();
  return {
    about,
    simulated: true,
    driver: {
      // Simulated time leaves the event loop no turn of its own: without one, Ctrl-C would not be noticed.
      async run(host, step, options) {
        const outcome = await orchestrator.run(host, step, options);
        if (step.kind === 'run') await terminal.breathe();
        return outcome;
      },
    },
    clock: orchestrator,
    beside: () => {
      const other = simulation.orchestrator();
      return {
        driver: other,
        clock: other,
        close: () => {
          other.detach();
        },
      };
    },
    onLine: () => undefined,
    close: () => {
      orchestrator.detach();
      return Promise.resolve();
    },
  };
}
