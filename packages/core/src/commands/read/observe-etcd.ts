import type { EtcdView } from '../../observation/observation.js';
import {
  readAlarms,
  readEndpointHealth,
  readEndpointStatus,
  readMemberList,
} from '../../observation/read/etcd-json.js';
import { QUESTIONS } from '../lower/observe.js';
import type { Answers } from './answers.js';

/** etcd as the member on this host tells it. Health is told by exit code, stdout or stderr, depending on the release of etcd. */
export function readEtcdView(answers: Answers): EtcdView {
  const status = answers.read(QUESTIONS.etcdStatus, readEndpointStatus);
  const health = answers.outcome(QUESTIONS.etcdHealth);
  return {
    members: answers.read(QUESTIONS.members, readMemberList),
    healthy:
      health === undefined || health.kind === 'unknown'
        ? 'unknown'
        : readEndpointHealth(`${health.stdout}\n${health.stderr}`),
    ...(status.known ? { memberId: status.value.memberId } : {}),
    ...(status.known && status.value.leaderId !== undefined ? { leaderId: status.value.leaderId } : {}),
    alarms: answers.read(QUESTIONS.etcdAlarms, readAlarms),
  };
}
