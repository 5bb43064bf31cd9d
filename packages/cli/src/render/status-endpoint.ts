import type { EndpointSide, EndpointStatus } from '@quorate/core';

/** `192.168.56.4:6443, nginx on proxy; 3 of 3 masters serve; answers master1, master2; accepts connections of node1`. */
export function endpointLine({ address, balancer, backends, sides }: EndpointStatus): string {
  const serving = backends.filter(({ serves }) => serves === 'yes').map(({ host }) => host);
  const silent = backends.filter(({ serves }) => serves !== 'yes').map(({ host }) => host);
  const not = silent.length === 0 || serving.length === 0 ? '' : ` (not ${silent.join(', ')})`;
  const backing = `${serving.length} of ${backends.length} masters serve${not}`;
  return [`${address}${balancerText(balancer)}`, backing, ...sidesText(sides)].join('; ');
}

function balancerText(balancer: EndpointStatus['balancer']): string {
  switch (balancer.kind) {
    case 'none':
      return ', no load balancer';
    case 'external':
      return ', external load balancer';
    case 'nginx':
    case 'haproxy': {
      const trouble = balancer.reachable === 'yes' ? '' : ' (not reached over SSH)';
      return `, ${balancer.kind} on ${balancer.host}${trouble}`;
    }
  }
}

/** A connection is not an answer: a load balancer grants it too when it reaches no master. */
function sidesText(sides: readonly EndpointSide[]): readonly string[] {
  const part = (text: string, some: readonly EndpointSide[]): readonly string[] =>
    some.length === 0 ? [] : [`${text} ${some.map(({ from }) => from).join(', ')}`];
  const leading = sides.filter(({ leads }) => leads === 'yes');
  return [
    ...part(
      'answers',
      leading.filter(({ by }) => by === 'api'),
    ),
    ...part(
      'accepts connections of',
      leading.filter(({ by }) => by === 'tcp'),
    ),
    ...part(
      'does not lead there from',
      sides.filter(({ leads }) => leads === 'no'),
    ),
    ...part(
      'not known from',
      sides.filter(({ leads }) => leads === 'unknown'),
    ),
  ];
}
