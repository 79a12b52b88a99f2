/**
 * Benign lines of a busy Kubernetes node of 2018 in the mix that its journal shows, for benchmark inputs of any size.
 * Fast rather than life-like: ids and numbers are drawn from pools that are made once.
 */
const POOL = 1024;

/** Values that the texts are filled with; a fresh one at each call. */
export function createPools(random) {
  const list = (make) => Array.from({ length: POOL }, make);
  const pools = {
    id: list(() => random.hex(64)),
    id12: list(() => random.hex(12)),
    veth: list(() => `veth${random.hex(7)}`),
    uid: list(() => random.podUid(random.uint32())),
    pod: list(
      () =>
        `${random.pick(['orders-api', 'catalog-web', 'session-store', 'price-feed', 'mail-relay'])}-${random.hex(9)}-${random.suffix(5)}`,
    ),
    ip: list(() => `10.244.${random.below(256)}.${random.below(256)}`),
    pid: list(() => String(random.between(301, 32767))),
    n: list(() => String(random.between(1, 999_983))),
    word: list(() => random.suffix(8)),
  };
  return (name) => pools[name][(random.uint32() >>> 3) % POOL];
}

const dockerd = (level, text) => ({ program: 'dockerd', level, text });
const kubelet = (level, text) => ({ program: 'kubelet', level, text });
const containerd = (level, text) => ({ program: 'containerd', level, text });
const systemd = (text) => ({ program: 'systemd', level: '-', text });
const kernel = (text) => ({ program: 'kernel', level: '-', text });
const other = (program, text) => ({ program, level: '-', text });

const MIX = [
  [
    24,
    (p) =>
      dockerd(
        'debug',
        `Calling GET /v1.27/containers/json?all=1&filters=%7B%22label%22%3A%7B%22io.kubernetes.docker.type%3D${p('n').length % 2 === 0 ? 'podsandbox' : 'container'}%22%3Atrue%7D%7D&limit=0`,
      ),
  ],
  [10, (p) => dockerd('debug', `Calling GET /v1.27/containers/${p('id')}/json`)],
  [4, () => dockerd('debug', 'Calling GET /_ping')],
  [4, () => dockerd('debug', 'Calling GET /v1.27/version')],
  [3, (p) => dockerd('debug', `Calling POST /v1.27/exec/${p('id')}/start`)],
  [
    3,
    (p) =>
      dockerd(
        'debug',
        `libcontainerd: received containerd event: &types.Event{Type:"start-process", Id:"${p('id')}", Status:0x0, Pid:"${p('id')}", Timestamp:(*timestamp.Timestamp)(0xc42${p('id12').slice(0, 6)}0)}`,
      ),
  ],
  [2, (p) => dockerd('debug', `container mounted via layerStore: /var/lib/docker/overlay2/${p('id')}/merged`)],
  [2, (p) => dockerd('debug', `sandbox set key processing took 61.${p('n')}ms for container ${p('id')}`)],
  [
    10,
    (p) =>
      kubelet(
        'I',
        `operation_generator.go:571] MountVolume.SetUp succeeded for volume "default-token-${p('word')}" (UniqueName: "kubernetes.io/secret/${p('uid')}-default-token-${p('word')}") pod "${p('pod')}" (UID: "${p('uid')}")`,
      ),
  ],
  [
    8,
    (p) =>
      kubelet(
        'I',
        `kubelet.go:1900] SyncLoop (PLEG): "${p('pod')}_shop(${p('uid')})", event: &pleg.PodLifecycleEvent{ID:"${p('uid')}", Type:"ContainerStarted", Data:"${p('id')}"}`,
      ),
  ],
  [6, (p) => kubelet('I', `prober.go:111] Liveness probe for "${p('pod')}_shop(${p('uid')}):web" succeeded`)],
  [4, (p) => kubelet('I', `kubelet_node_status.go:443] Using node IP: "${p('ip')}"`)],
  [
    5,
    (p) =>
      containerd(
        'info',
        `shim docker-containerd-shim started" address="/containerd-shim/moby/${p('id')}/shim.sock" debug=false pid=${p('pid')}`,
      ),
  ],
  [4, (p) => containerd('info', `shim reaped" id=${p('id')}`)],
  [
    7,
    (p) =>
      systemd(
        `Started Kubernetes transient mount for /var/lib/kubelet/pods/${p('uid')}/volumes/kubernetes.io~secret/default-token-${p('word')}.`,
      ),
  ],
  [5, (p) => systemd(`Started Session ${p('n')} of user root.`)],
  [3, (p) => systemd(`Created slice libcontainer_${p('pid')}_systemd_test_default.slice.`)],
  [3, (p) => systemd(`Removed slice libcontainer_${p('pid')}_systemd_test_default.slice.`)],
  [4, (p) => kernel(`cni0: port ${(Number(p('n')) % 60) + 1}(${p('veth')}) entered forwarding state`)],
  [3, (p) => kernel(`device ${p('veth')} entered promiscuous mode`)],
  [3, (p) => kernel(`IPv6: ADDRCONF(NETDEV_CHANGE): ${p('veth')}: link becomes ready`)],
  [2, (p) => kernel(`eth0: renamed from ${p('veth')}`)],
  [3, (p) => other('CROND', `(root) CMD (/usr/local/bin/collect-metrics --node ${p('word')})`)],
  [
    4,
    (p) =>
      other(
        'sshd',
        `Accepted publickey for deploy from ${p('ip')} port ${p('pid')} ssh2: RSA SHA256:${p('id').slice(0, 43)}`,
      ),
  ],
  [4, (p) => other('snmpd', `Connection from UDP: [${p('ip')}]:${p('pid')}->[10.20.41.135]:161`)],
  [3, (p) => other('etcd', `store.index: compact ${p('n')}`)],
];

const CONTAINER_MIX = [
  [
    10,
    (p) =>
      `${p('ip')} - - [14/Dec/2018:12:04:45 +0000] "GET /api/v2/orders/${p('n')}?expand=items HTTP/1.1" 200 ${p('n')} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36" ${p('id12')}`,
  ],
  [
    5,
    (p) =>
      `{"level":"info","ts":"2018-12-14T12:04:45.${p('n')}Z","logger":"orders","msg":"order accepted","order":"${p('uid')}","items":${p('pid')}}`,
  ],
  [4, (p) => `INFO  [http-nio-8080-exec-${p('n')}] c.e.shop.CartController - cart ${p('uid')} updated in ${p('n')} us`],
  [
    3,
    (p) =>
      `time="2018-12-14T20:04:45+08:00" level=info msg="request served" path=/healthz duration=${p('n')}ns status=200 trace=${p('id12')}`,
  ],
  [
    2,
    (p) =>
      `[${p('n')}] checkpoint complete: wrote ${p('n')} buffers (0.3%); 0 WAL file(s) added, 0 removed, 1 recycled`,
  ],
];

/** One maker a lot of its weight, so that drawing is one index. */
const spread = (mix) => mix.flatMap(([weight, make]) => Array.from({ length: weight }, () => make));

export const NODE_MAKERS = spread(MIX);
export const CONTAINER_MAKERS = spread(CONTAINER_MIX);

/** Process ids of the programs that live as long as the node. */
export const PIDS = {
  dockerd: 7926,
  containerd: 7934,
  kubelet: 9120,
  systemd: 1,
  'systemd-journal': 617,
  CROND: 18231,
  sshd: 20411,
  snmpd: 1409,
  etcd: 2210,
};
