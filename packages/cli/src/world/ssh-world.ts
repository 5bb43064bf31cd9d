import type { ClusterSpec, Driver, HostName, Result, StepOutcome } from '@quorate/core';
import { err, ok } from '@quorate/core';
import {
  loadSshConfig,
  localFacts,
  nodeSshFiles,
  SshDriver,
  systemClock,
  targetsForSpec,
} from '@quorate/ssh-driver';
import type { SshEvent } from '@quorate/ssh-driver';
import { EXIT } from '../exit-code.js';
import type { Refusal } from '../refusal.js';
import { printable } from '../render/printable.js';
import type { Terminal } from '../terminal.js';
import type { ClusterWorld } from './cluster-world.js';
import { sshConfigFiles } from './ssh-config-files.js';
import type { WorldOptions } from './world-options.js';

/** Real hosts over SSH, found as `ssh` would find them. */
export async function sshWorld(
  spec: ClusterSpec,
  options: WorldOptions,
  terminal: Terminal,
): Promise<Result<ClusterWorld, Refusal>> {
  const local = localFacts();
  const files = nodeSshFiles;
  const { sshConfig, identity, viaJumpbox } = options;
  const config = await loadSshConfig(sshConfigFiles(sshConfig), local, files);
  const targets = await targetsForSpec(spec, {
    config,
    local,
    files,
    ...(viaJumpbox === true ? { jumps: 'jumpbox' } : {}),
    ...(identity.length === 0 ? {} : { overridesFor: () => ({ identityFiles: identity }) }),
    onWarning: (text) => {
      terminal.err(text);
    },
  });
  if (!targets.ok) return err({ problems: targets.error, exitCode: EXIT.configInvalid });
  const news = connectionNews(terminal);
  let hear: (host: HostName, line: string) => void = () => undefined;
  const driver = new SshDriver({
    targets: targets.value,
    onEvent: (event) => {
      if (event.type === 'output-line') hear(event.host, event.line);
      else news(event);
    },
  });
  const underWay = new Set<Promise<StepOutcome>>();
  const tracked: Driver = {
    run: (host, step, runOptions) => {
      const outcome = driver.run(host, step, runOptions);
      underWay.add(outcome);
      return outcome.finally(() => underWay.delete(outcome));
    },
  };
  return ok({
    about: viaJumpbox === true ? 'over SSH through the jumpbox' : 'over SSH',
    simulated: false,
    driver: tracked,
    clock: systemClock,
    beside: () => ({ driver: tracked, clock: systemClock, close: () => undefined }),
    onLine: (listener) => {
      hear = listener;
    },
    close: async () => {
      // A step that was aborted still has its program on the host to end: without a connection it could not.
      await Promise.all(underWay);
      await driver.close();
    },
  });
}

/** Says of connections, once each, which do not come about or broke, and whose host key was taken on trust. */
function connectionNews(terminal: Terminal): (event: SshEvent) => void {
  const told = new Set<string>();
  return (event) => {
    const line = newsOf(event);
    if (line === undefined || told.has(line)) return;
    told.add(line);
    terminal.err(printable(line));
  };
}

function newsOf(event: SshEvent): string | undefined {
  switch (event.type) {
    case 'connection-lost':
      return `connection to ${event.server} lost: ${event.detail}`;
    case 'reconnecting':
      return `no connection to ${event.server} yet: ${event.detail.replace(`${event.server}: `, '')}`;
    case 'host-key-accepted':
      return `${event.server} is seen for the first time; its host key is trusted ${event.addedTo === undefined ? 'for this run' : 'from now on'}: ${event.fingerprint}`;
    case 'host-key-unchecked':
      return `${event.server}: nobody knows whether this is the right host: its key is not checked (${event.fingerprint})`;
    case 'connected':
    case 'output-line':
      return undefined;
  }
}
