import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { sleep, startTask } from '../../engine/task.js';
import type { Host } from '../../host/host.js';
import type { KubeApiService } from '../../kubernetes/api-service.js';
import type { KubeClient } from '../../kubernetes/client.js';
import { listApiservers } from '../../kubernetes/inspect.js';
import { readKubeconfig } from '../../kubernetes/kubeconfig-access.js';
import type { World } from '../../world/world.js';

const ADMIN_CONF = '/etc/kubernetes/admin.conf';
const PAUSE_US = seconds(5);

/** What somebody with admin.conf sees and may do, on the console of a master whose apiserver serves. */
export interface Administrator {
  readonly host: Host;
  readonly service: KubeApiService;
  readonly client: KubeClient;
}

/** Does nothing while no apiserver serves, or nobody has an admin.conf that it accepts; tries again for so long. */
export function asAdministrator(
  world: World,
  act: (administrator: Administrator) => Task<unknown>,
  patienceUs: Micros = 0,
): void {
  startTask(world.scheduler, attempt(world, act, world.scheduler.now() + patienceUs));
}

function* attempt(
  world: World,
  act: (administrator: Administrator) => Task<unknown>,
  untilUs: Micros,
): Task<void> {
  for (;;) {
    const administrator = administratorOf(world);
    if (administrator !== undefined) {
      yield* act(administrator);
      return;
    }
    if (world.scheduler.now() >= untilUs) return;
    yield* sleep(PAUSE_US);
  }
}

function administratorOf(world: World): Administrator | undefined {
  for (const { host, service, ready } of listApiservers(world)) {
    const credential = ready ? readKubeconfig(host, ADMIN_CONF)?.credential : undefined;
    const session = credential === undefined ? undefined : service.session(credential);
    if (session?.ok === true) return { host, service, client: session.value };
  }
  return undefined;
}
