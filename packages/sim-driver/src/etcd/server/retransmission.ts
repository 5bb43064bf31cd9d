import type { Micros } from '../../engine/scheduler.js';
import { millis, seconds } from '../../engine/scheduler.js';

/** Linux: first retransmission after 200 ms, then each time twice as long. */
const RETRANSMISSION_US = millis(200);

/** When TCP, in exponential back-off since the link fell silent, sends again. Measured on etcd 3.5: 20 s after a cut of 30 s. */
export function nextRetransmission(silentSinceUs: Micros, nowUs: Micros): Micros {
  let dueUs = silentSinceUs + RETRANSMISSION_US;
  for (let intervalUs = RETRANSMISSION_US; dueUs <= nowUs; dueUs += intervalUs) {
    intervalUs = Math.min(intervalUs * 2, seconds(120));
  }
  return dueUs;
}
