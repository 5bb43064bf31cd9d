import type { HostObservation } from '@quorate/core';
import type { RunHistory } from './run-history.js';
import { during, msOf } from './run-history.js';
import { situation } from './situation.js';

const KUBELETS_OF_A_JOIN = 2;
const WRONG_CLOCK_MS = 1_000;

function duringJoin(history: RunHistory, event: string): boolean {
  return history
    .records(event)
    .some((one) =>
      history
        .commands('join-control-plane')
        .some((join) => join.command.host === one.host && during(one, join)),
    );
}

/** The first record of `event` on a host, and a later one of `after` on the same. */
function followed(history: RunHistory, event: string, after: string): boolean {
  return history
    .records(event)
    .some((one) => history.records(after).some((later) => later.seq > one.seq && later.host === one.host));
}

/** A look at the host of a record of `event`, begun after that, shows this. */
function lookShows(history: RunHistory, event: string, shows: (seen: HostObservation) => boolean): boolean {
  return history.records(event).some((one) => history.looksAt(one.host, msOf(one)).some(shows));
}

function hostsOf(history: RunHistory, event: string): number {
  return new Set(history.records(event).map(({ host }) => host)).size;
}

export const HOST_SITUATIONS = [
  situation('power-lost-during-join', 'a newcomer lost its power during its join', (history) =>
    duringJoin(history, 'host.powered-off'),
  ),
  situation('power-returned', 'a host lost its power and came back', (history) =>
    followed(history, 'host.powered-off', 'host.powered-on'),
  ),
  situation('peer-lost-during-join', 'another master lost its power while one joined', (history) =>
    history
      .records('host.powered-off')
      .some((one) =>
        history
          .commands('join-control-plane')
          .some((join) => join.command.host !== one.host && during(one, join)),
      ),
  ),
  situation('disk-wiped', 'a host lost its disk, and a look missed the files of before', (history) =>
    history
      .records('host.wiped')
      .some(
        (wiped) =>
          history.looksAt(wiped.host, 0, msOf(wiped)).some(({ files = [] }) => files.length > 0) &&
          history.looksAt(wiped.host, msOf(wiped)).some(({ files }) => files?.length === 0),
      ),
  ),
  situation('wiped-and-rejoined', 'a host lost its disk and joined again', (history) =>
    history
      .records('host.wiped')
      .some((wiped) =>
        history
          .commands('join-control-plane')
          .some(({ command, issuedMs }) => command.host === wiped.host && issuedMs > msOf(wiped)),
      ),
  ),
  situation('clock-jumped', 'the clock of a host jumped, and a look found it wrong', (history) =>
    lookShows(history, 'clock.moved', ({ clockOffsetMs = 0 }) => Math.abs(clockOffsetMs) > WRONG_CLOCK_MS),
  ),
  situation(
    'pod-refused',
    'a kubelet refused a static pod',
    (history) => history.records('pod.refused').length > 0,
  ),
  situation(
    'kubelet-restarted-as-repair',
    'the protocol restarted a kubelet',
    (history) => history.commands('restart-kubelet').length > 0,
  ),
  situation('kubelet-started-again', 'a kubelet was started more often than init or join does', (history) => {
    const hosts = history.records('kubelet.started').map(({ host }) => host);
    return hosts.some((host) => hosts.filter((one) => one === host).length > KUBELETS_OF_A_JOIN);
  }),
  situation(
    'api-lost-etcd',
    'an apiserver lost its etcd',
    (history) => history.records('apiserver.etcd-failing').length > 0,
  ),
  situation('api-found-etcd-again', 'an apiserver lost its etcd and found it again', (history) =>
    followed(history, 'apiserver.etcd-failing', 'apiserver.ready'),
  ),
  situation(
    'controllers-moved',
    'the controller manager was taken over by another master',
    (history) => hostsOf(history, 'controller-manager.leading') > 1,
  ),
  situation(
    'node-fell-silent',
    'a Node that was Ready became NotReady',
    (history) => history.records('node.not-ready').length > 0,
  ),
  situation('backend-lost', 'the load balancer lost a master that it had found', (history) =>
    followed(history, 'lb.backend-up', 'lb.backend-down'),
  ),
  situation('load-balancer-recovered', 'the load balancer lost a master and found it again', (history) =>
    history
      .records('lb.backend-up')
      .some((up) =>
        history
          .records('lb.backend-down')
          .some(
            (down) =>
              down.seq > up.seq &&
              down.detail?.['backend'] === up.detail?.['backend'] &&
              history
                .records('lb.backend-up')
                .some(
                  (again) => again.seq > down.seq && again.detail?.['backend'] === up.detail?.['backend'],
                ),
          ),
      ),
  ),
  situation(
    'links-cut',
    'a host was cut off, and the load balancer lost sight of a master by it',
    (history) =>
      [...history.records('network.isolated'), ...history.records('network.cut')].some((cut) =>
        history.records('lb.backend-down').some(({ seq }) => seq > cut.seq),
      ),
  ),
  situation('host-unseen', 'a look did not reach a host that went on', (history) =>
    lookShows(history, 'network.unreachable', ({ reachable }) => reachable === 'no'),
  ),
  situation(
    'packages-installed',
    'a plain machine was prepared',
    (history) => history.records('package.configured').length > 0,
  ),
  situation('preparation-repeated', 'the preparation of a host was taken up again', (history) => {
    const hosts = history.commands('prepare-host').map(({ command }) => command.host);
    return new Set(hosts).size < hosts.length;
  }),
] as const;
