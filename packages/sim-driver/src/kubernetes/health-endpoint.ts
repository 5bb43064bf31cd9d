import type { Process } from '../host/process.js';
import type { HttpService } from '../network/service.js';

/** Answers `ok` on the health paths of a component that is healthy for as long as its process lives. */
const HEALTHY: HttpService = {
  protocol: 'http',
  *get(path) {
    const healthy = /^\/(healthz|livez|readyz)$/.test(path.split('?', 1)[0] ?? '');
    return healthy ? { status: 200, body: 'ok' } : { status: 404, body: '404 page not found\n' };
  },
};

export function serveHealth(process: Process, address: string, port: number): void {
  process.host.listen(process, address, port, HEALTHY);
}
