import { CLIENTS, ETCD, fact, said } from '../clues.js';
import { missingBackends, uselessBackends } from '../facts/balancer.js';
import { closedWays, deadEndpoint, rejectedWays } from '../facts/network-paths.js';
import type { KnownCause } from '../known-cause.js';

/** Ways, ports, names, and the load balancer in front. */
export const NETWORK_CAUSES: readonly KnownCause[] = [
  {
    id: 'leftovers',
    title: 'a host still has files of an earlier attempt',
    kind: 'cause',
    clues: [said(['failure'], /\[ERROR (FileAvailable|DirAvailable)-[^\]]+\]: /)],
    leadsTo: ['preflight'],
    why: 'init and join write files that the next one refuses to overwrite. The ports in use beside them belong to the same attempt.',
    next: [
      'look whether its etcd member is in use: etcdctl member list',
      'only when it is not: kubeadm reset -f on that host, then run again',
    ],
    source:
      'kubeadm 1.20 preflight "[ERROR FileAvailable--etc-kubernetes-kubelet.conf]: /etc/kubernetes/kubelet.conf already exists"',
  },
  {
    id: 'port-in-use',
    title: 'another program has a port that is needed',
    kind: 'cause',
    clues: [
      said(['failure'], /\[ERROR Port-\d+\]: Port \d+ is in use/),
      said(
        [...ETCD, 'apiserver-log', 'balancer-log', 'balancer-journal', 'kubelet-journal'],
        /bind: address already in use|bind\(\) to \S+ failed \(98: Address already in use\)|cannot bind socket \(Address already in use\)/,
        { within: 20, fatal: true },
      ),
    ],
    leadsTo: ['preflight', 'etcd-unhealthy', 'api-unreachable', 'load-balancer-config-invalid'],
    why: 'A listener on any address of the host is enough for a conflict.',
    next: ['ss -ltnp names the program (listeners, among the evidence)', 'end it or move it, and run again'],
    source:
      'kubeadm 1.20 preflight "Port 6443 is in use"; etcd 3.4 "listen tcp …: bind: address already in use"; nginx 1.22 "bind() to … failed (98: …)"',
  },
  {
    id: 'load-balancer-config-invalid',
    title: 'the load balancer refuses its configuration',
    kind: 'cause',
    clues: [
      said(
        ['failure', 'balancer-check'],
        /nginx: \[emerg\]|\[ALERT\] .*(parsing|Fatal errors|Error\(s\) found)|configuration file \S+ test failed/,
      ),
    ],
    leadsTo: ['load-balancer-config-invalid', 'api-unreachable'],
    why: 'It goes on with the old configuration, or does not start.',
    next: [
      'the line names file and place; correct what was changed by hand',
      'run again: the configuration is written anew',
    ],
    source: 'nginx 1.22 "nginx: [emerg]", HAProxy 2.6 "[ALERT]"',
  },
  {
    id: 'load-balancer-down',
    title: 'the load balancer does not listen',
    kind: 'cause',
    clues: [fact(deadEndpoint)],
    leadsTo: ['api-unreachable', 'tls-bootstrap-timeout', 'kubelet-not-healthy'],
    why: 'Every kubeconfig points at it: joins and kubelets wait, although the masters may be well.',
    next: ['systemctl start nginx (or haproxy) on its host, then systemctl status', 'run again'],
    source: 'Linux ECONNREFUSED "connect: connection refused"; ss of iproute2 shows no listener',
  },
  {
    id: 'load-balancer-without-backends',
    title: 'the load balancer has no master to send to',
    kind: 'cause',
    clues: [
      fact(uselessBackends),
      fact(missingBackends),
      said(['balancer-log', 'balancer-journal'], /has no server available!/, {
        within: 5,
        unlessLater: /is UP/,
      }),
    ],
    leadsTo: ['api-unreachable', 'tls-bootstrap-timeout'],
    why: 'It accepts connections and closes them, or sends them where no apiserver is.',
    next: [
      'run again: the configuration is written anew from the specification',
      'if it is somebody else’s, give it all masters, port 6443, as TCP',
    ],
    source:
      'nginx 1.22 stream and HAProxy 2.6 backend configuration; HAProxy "backend … has no server available!"',
  },
  {
    id: 'port-closed',
    title: 'a firewall drops what one host sends to another',
    kind: 'cause',
    clues: [fact(closedWays)],
    leadsTo: [
      'api-unreachable',
      'etcd-unhealthy',
      'etcd-timeout',
      'tls-bootstrap-timeout',
      'member-change-refused',
    ],
    why: 'Both hosts answer, yet packets between them vanish. Masters need 6443, 2379 and 2380 of each other, both ways; every node 6443 of the endpoint.',
    next: [
      'open the port between these hosts: firewalld, nftables, security group',
      'run again; no member is added before the ways are open',
    ],
    source: 'kubeadm: required ports; Linux ETIMEDOUT, EHOSTUNREACH "no route to host"',
  },
  {
    id: 'port-rejected',
    title: 'a firewall turns back what one host sends to another',
    kind: 'cause',
    clues: [fact(rejectedWays)],
    leadsTo: [
      'api-unreachable',
      'etcd-unhealthy',
      'etcd-timeout',
      'tls-bootstrap-timeout',
      'member-change-refused',
    ],
    why: 'The connection is refused although a program listens on that port.',
    next: ['open the port between these hosts: firewalld, nftables, security group', 'run again'],
    source: 'Linux ECONNREFUSED while ss shows the listener; iptables REJECT --reject-with tcp-reset',
  },
  {
    id: 'name-not-resolved',
    title: 'a name cannot be resolved',
    kind: 'cause',
    clues: [
      said(
        ['failure', 'kubelet-journal'],
        /^(?!.*[Pp]ull).*lookup \S+.*: (no such host|server misbehaving|i\/o timeout)|Temporary failure in name resolution|hostname "[^"]*" could not be reached/,
        { within: 30 },
      ),
    ],
    leadsTo: ['api-unreachable', 'preflight', 'tls-bootstrap-timeout'],
    why: 'The control-plane endpoint or the hostname stands neither in DNS nor in /etc/hosts of that host.',
    next: ['add it to /etc/hosts of every host, or to DNS', 'run again'],
    source:
      'Go resolver "lookup … on …: no such host"; kubeadm 1.20 preflight "[WARNING Hostname]: hostname "m1" could not be reached"',
  },
  {
    id: 'endpoint-not-in-certificate',
    title: 'the apiserver’s certificate does not name the endpoint',
    kind: 'cause',
    clues: [said(CLIENTS, /x509: certificate is valid for .*, not /, { within: 20 })],
    leadsTo: ['config-invalid', 'api-unreachable', 'etcd-unhealthy'],
    why: 'The certificate was made for another controlPlaneEndpoint or advertiseAddress; it does not change by itself.',
    next: [
      'use the endpoint for which the cluster was made',
      'or on each master: remove pki/apiserver.crt and .key, kubeadm init phase certs apiserver --config …, restart the apiserver',
    ],
    source: 'kubeadm 1.20: "x509: certificate is valid for 10.96.0.1, 10.99.0.11, not 10.99.0.13"',
  },
  {
    id: 'proxy-in-the-way',
    title: 'a proxy stands between the hosts of the cluster',
    kind: 'cause',
    clues: [said(['failure'], /\[WARNING HTTPProxy(CIDR)?\]: .*uses proxy/)],
    leadsTo: ['api-unreachable'],
    why: 'https_proxy is set on that host and the cluster’s addresses are not among the exceptions.',
    next: ['add the endpoint, all masters, the service and the pod network to no_proxy', 'run again'],
    source: 'kubeadm 1.20 preflight "[WARNING HTTPProxy]: Connection to … uses proxy …"',
  },
  {
    id: 'api-does-not-answer',
    title: 'the API does not answer',
    kind: 'consequence',
    clues: [
      said(
        ['failure'],
        /:6443\S*: (dial tcp \S+: )?(connect: |i\/o timeout|EOF)|connect: (connection refused|no route to host)|The connection to the server \S+ was refused|Unable to connect to the server|net\/http: (TLS handshake timeout|request canceled)/,
      ),
    ],
    leadsTo: ['api-unreachable'],
    why: 'No apiserver serves behind the endpoint: none runs, or its etcd has no quorum.',
    next: ['look at the apiserver’s and etcd’s logs of each master, among the evidence'],
    source:
      'client-go: "dial tcp …:6443: connect: connection refused"; kubectl "The connection to the server … was refused"',
  },
];
