/** Routes of the engine's API by the method that handles them, seen in dumps of docker 17.03 to 28.5; others may be missing. */
const ROUTES: Readonly<Record<string, string>> = {
  getContainersJSON: 'GET /containers/json',
  getContainersByName: 'GET /containers/{id}/json',
  getContainersExport: 'GET /containers/{id}/export',
  getContainersChanges: 'GET /containers/{id}/changes',
  getContainersTop: 'GET /containers/{id}/top',
  getContainersLogs: 'GET /containers/{id}/logs',
  getContainersStats: 'GET /containers/{id}/stats',
  getContainersArchive: 'GET /containers/{id}/archive',
  headContainersArchive: 'HEAD /containers/{id}/archive',
  putContainersArchive: 'PUT /containers/{id}/archive',
  wsContainersAttach: 'GET /containers/{id}/attach/ws',
  postContainersCreate: 'POST /containers/create',
  postContainersKill: 'POST /containers/{id}/kill',
  postContainersPause: 'POST /containers/{id}/pause',
  postContainersUnpause: 'POST /containers/{id}/unpause',
  postContainersRestart: 'POST /containers/{id}/restart',
  postContainersStart: 'POST /containers/{id}/start',
  postContainersStop: 'POST /containers/{id}/stop',
  postContainersWait: 'POST /containers/{id}/wait',
  postContainersResize: 'POST /containers/{id}/resize',
  postContainersAttach: 'POST /containers/{id}/attach',
  postContainersCopy: 'POST /containers/{id}/copy',
  postContainerRename: 'POST /containers/{id}/rename',
  postContainerUpdate: 'POST /containers/{id}/update',
  postContainersPrune: 'POST /containers/prune',
  deleteContainers: 'DELETE /containers/{id}',
  postContainerExecCreate: 'POST /containers/{id}/exec',
  postContainerExecStart: 'POST /exec/{id}/start',
  postContainerExecResize: 'POST /exec/{id}/resize',
  getExecByID: 'GET /exec/{id}/json',
  postCommit: 'POST /commit',
  postImagesCreate: 'POST /images/create',
  postImagesLoad: 'POST /images/load',
  postImagesPush: 'POST /images/{name}/push',
  postImagesTag: 'POST /images/{name}/tag',
  postImagesPrune: 'POST /images/prune',
  getImagesJSON: 'GET /images/json',
  getImagesSearch: 'GET /images/search',
  getImagesGet: 'GET /images/get',
  getImagesHistory: 'GET /images/{name}/history',
  getImagesByName: 'GET /images/{name}/json',
  deleteImages: 'DELETE /images/{name}',
  postBuild: 'POST /build',
  postPrune: 'POST /build/prune',
  getNetworksList: 'GET /networks',
  getNetwork: 'GET /networks/{id}',
  postNetworkCreate: 'POST /networks/create',
  postNetworkConnect: 'POST /networks/{id}/connect',
  postNetworkDisconnect: 'POST /networks/{id}/disconnect',
  postNetworksPrune: 'POST /networks/prune',
  deleteNetwork: 'DELETE /networks/{id}',
  getVolumesList: 'GET /volumes',
  getVolumeByName: 'GET /volumes/{name}',
  postVolumesCreate: 'POST /volumes/create',
  postVolumesPrune: 'POST /volumes/prune',
  deleteVolumes: 'DELETE /volumes/{name}',
  pingHandler: 'GET /_ping',
  getInfo: 'GET /info',
  getVersion: 'GET /version',
  getEvents: 'GET /events',
  getDiskUsage: 'GET /system/df',
  postAuth: 'POST /auth',
  getDistributionInfo: 'GET /distribution/{name}/json',
};

/** `…/router/container.(*containerRouter).getContainersJSON`, up to 1.9 `router/local.(*router).…`. */
const HANDLER = /\(\*\w{0,40}[rR]outer\)\.(\w{1,80})(?:$|\.|-fm)/;
/** Generated gRPC servers: `v1._Tasks_Start_Handler`, CRI `v1._RuntimeService_ListContainers_Handler`. */
const GRPC_HANDLER = /\._([A-Z][A-Za-z]{0,60})_([A-Z][A-Za-z]{0,80})_Handler(?:$|\.)/;
/** Shims: v1 `shim.(*Service).State`, v2 `task.(*service).State`, to 1.6 `v2.(*service).State`. */
const SHIM_METHOD =
  /\/(?:linux\/shim|runtime\/v1\/shim|runtime\/v2\/runc\/(?:v1|v2|task)|containerd-shim-runc-v2\/task)\.\(\*[sS]ervice\)\.([A-Z]\w{0,40})$/;

/** Functions at which work begins that no request asked for. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['daemon.(*cmdProbe).run', 'health check'],
  ['/daemon.monitor', 'health check'],
  ['daemon.(*Daemon).restore', 'daemon start'],
  ['/daemon.NewDaemon', 'daemon start'],
  ['daemon.(*Daemon).StateChanged', 'containerd event'],
  ['daemon.(*Daemon).ProcessEvent', 'containerd event'],
  ['libcontainerd.(*remote).handleEventStream', 'containerd event'],
  ['supervisor.(*worker).Start', 'containerd start worker'],
  ['restartmanager.', 'restart policy'],
  ['kubelet.(*Kubelet).syncPod', 'kubelet syncPod'],
  ['kubelet.(*podWorkers).managePodLoop', 'kubelet pod worker'],
  ['pleg.(*GenericPLEG).relist', 'kubelet PLEG relist'],
];

/** A name that ends with one of them, or holds it if that ends with a dot. */
const OTHER = new RegExp(
  OTHERS.map(([part]) => part.replace(/[.*()]/g, '\\$&') + (part.endsWith('.') ? '' : '$')).join('|'),
);
const WORDS = new Map(OTHERS);

/** Where the work of a stack with this function entered the program; undefined if the function tells nothing. */
export function entryOfFrame(name: string): string | undefined {
  const handler = HANDLER.exec(name)?.[1];
  if (handler !== undefined) {
    const route = Object.hasOwn(ROUTES, handler) ? ROUTES[handler] : undefined;
    if (route !== undefined) return route;
  }
  const grpc = GRPC_HANDLER.exec(name);
  if (grpc !== null) {
    const service = grpc[1] ?? '';
    const method = grpc[2] ?? '';
    if (service === 'RuntimeService' || service === 'ImageService') return `CRI ${service}.${method}`;
    return `containerd ${service}.${method}`;
  }
  const shim = SHIM_METHOD.exec(name)?.[1];
  if (shim !== undefined) return `shim ${shim}`;
  const other = OTHER.exec(name)?.[0];
  return other === undefined ? undefined : WORDS.get(other);
}
