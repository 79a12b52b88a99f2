import { dk, go, vendor } from './go-stack-writer.mjs';

/**
 * Stacks of dockerd 17.03.2 that serve a request or a container; see go-stack-writer.mjs for the form.
 */
const D = 'github.com/docker/docker/';

const CONTAINER_ROUTER = 'api/server/router/container';
const handlerWrapper = (method, line) => [
  `${D}${CONTAINER_ROUTER}.(*containerRouter).(${D}${CONTAINER_ROUTER}.${method})-fm`,
  'T ctx1 W w r vars 0x4175d8 0x30',
  `${CONTAINER_ROUTER}/container.go:${line}`,
];

/** From a route's handler down to the server's connection; `debug` is the line of the request log, 25 for requests with a body. */
const httpServer = (debug) => [
  dk(
    'api/server/middleware.ExperimentalMiddleware.WrapHandler.func1',
    'T ctx1 W w r vars 0x19 0x2',
    'api/server/middleware/experimental.go:27',
  ),
  dk(
    'api/server/middleware.VersionMiddleware.WrapHandler.func1',
    'T ctx2 W w r vars 0x0 0x0',
    'api/server/middleware/version.go:47',
  ),
  dk(
    'pkg/authorization.(*Middleware).WrapHandler.func1',
    'T ctx2 W w r vars ? ?',
    'pkg/authorization/middleware.go:43',
  ),
  dk(
    'api/server/middleware.DebugRequestMiddleware.func1',
    'T ctx2 W w r vars 0xc400000000 ?',
    `api/server/middleware/debug.go:${debug}`,
  ),
  dk('api/server.(*Server).makeHTTPHandler.func1', 'W w r', 'api/server/server.go:139'),
  go('net/http.HandlerFunc.ServeHTTP', 'route W w r', 'net/http/server.go:1726'),
  vendor('github.com/gorilla/mux.(*Router).ServeHTTP', 'router W w r', 'github.com/gorilla/mux/mux.go:103'),
  dk('api/server.(*routerSwapper).ServeHTTP', 'swapper W w r', 'api/server/router_swapper.go:29'),
  go('net/http.serverHandler.ServeHTTP', 'server W w r', 'net/http/server.go:2202'),
  go('net/http.(*conn).serve', 'conn C0 ?', 'net/http/server.go:1579'),
];
const CREATED_BY_SERVE = go('net/http.(*Server).Serve', '', 'net/http/server.go:2293');

const MUTEX = [
  go('sync.runtime_Semacquire', 'sema', 'runtime/sema.go:47'),
  go('sync.(*Mutex).Lock', 'lock', 'sync/mutex.go:85'),
];

/** `docker ps` of whoever: waits for the lock of one container. */
export const listHandler = {
  frames: [
    ...MUTEX,
    dk('daemon.(*Daemon).reducePsContainer', 'D container ? list 0x0 0x0 0x0', 'daemon/list.go:202'),
    dk('daemon.(*Daemon).reduceContainers', 'D config list ? 0x1 0xa 0x40 0x0', 'daemon/list.go:184'),
    dk('daemon.(*Daemon).Containers', 'D config 0x0 0x0 0x0 0x10 0x20dfa70', 'daemon/list.go:107'),
    dk(
      `${CONTAINER_ROUTER}.(*containerRouter).getContainersJSON`,
      'croutes T ctx1 W w r vars 0x17de8d0 0x5',
      `${CONTAINER_ROUTER}/container_routes.go:50`,
    ),
    handlerWrapper('getContainersJSON', 44),
    ...httpServer(22),
  ],
  createdBy: CREATED_BY_SERVE,
};

export const inspectHandler = {
  frames: [
    ...MUTEX,
    dk('daemon.(*Daemon).ContainerInspectCurrent', 'D ? 0x40 0x0 0x0 0x0 0x0', 'daemon/inspect.go:37'),
    dk('daemon.(*Daemon).ContainerInspect', 'D ? 0x40 0x0 ? 0x4 0xc8e63a 0x1690b40 ? ?', 'daemon/inspect.go:26'),
    dk(
      `${CONTAINER_ROUTER}.(*containerRouter).getContainersByName`,
      'croutes T ctx1 W w r vars 0x17de8d0 0x5',
      `${CONTAINER_ROUTER}/inspect.go:15`,
    ),
    handlerWrapper('getContainersByName', 47),
    ...httpServer(22),
  ],
  createdBy: CREATED_BY_SERVE,
};

export const GRPC = 'google.golang.org/grpc';
const CONTAINERD_TYPES = 'github.com/docker/containerd/api/grpc/types';

/** The holder: start of the container, in a call of containerd that is never answered. */
export const startHandler = {
  frames: [
    vendor(`${GRPC}/transport.(*Stream).Header`, '? 0x18fa510 ? 0x20b0ba0', `${GRPC}/transport/transport.go:239`),
    vendor(`${GRPC}.recvResponse`, '0x0 0x0 0x20a9aa0 0x2111ed8 0x0 0x0 0x0 0x0 0x209aee0 ? ...', `${GRPC}/call.go:62`),
    vendor(
      `${GRPC}.invoke`,
      '0x20abee0 call 0x1803e5d 0x1a 0x16325a0 request 0x16620e0 reply clientconn 0x0 ...',
      `${GRPC}/call.go:209`,
    ),
    vendor(
      `${GRPC}.Invoke`,
      '0x20abee0 call 0x1803e5d 0x1a 0x16325a0 request 0x16620e0 reply clientconn 0x0 ...',
      `${GRPC}/call.go:119`,
    ),
    vendor(
      `${CONTAINERD_TYPES}.(*aPIClient).CreateContainer`,
      'apiclient 0x20abee0 call request 0x0 0x0 0x0 0x0 0x0 ?',
      `${CONTAINERD_TYPES}/api.pb.go:1022`,
    ),
    dk(
      'libcontainerd.(*container).start',
      'libcontainer 0x0 0x0 checkpoint 0x62 idlock 0x0 0x0',
      'libcontainerd/container_unix.go:162',
    ),
    dk(
      'libcontainerd.(*client).Create',
      'libclient id 0x40 0x0 0x0 checkpoint 0x62 ? 0xd 0x17deb5a ...',
      'libcontainerd/client_unix.go:87',
    ),
    dk('daemon.(*Daemon).containerStart', 'D container 0x0 0x0 checkpoint 0x62 0x1 0x0 0x0', 'daemon/start.go:167'),
    dk('daemon.(*Daemon).ContainerStart', 'D ? 0x40 0x0 0x0 0x0 0x0 0x0 0x20dfa70 0x1', 'daemon/start.go:87'),
    dk(
      `${CONTAINER_ROUTER}.(*containerRouter).postContainersStart`,
      'croutes T ctx1 W w r vars 0x17de8d0 0x5',
      `${CONTAINER_ROUTER}/container_routes.go:159`,
    ),
    handlerWrapper('postContainersStart', 60),
    ...httpServer(25),
  ],
  createdBy: CREATED_BY_SERVE,
};

/** The reader of containerd's events: its first event of the container wants the lock that `Create` holds. */
export const eventStream = {
  frames: [
    go('sync.runtime_Semacquire', 'idsema', 'runtime/sema.go:47'),
    go('sync.(*Mutex).Lock', 'idlock', 'sync/mutex.go:85'),
    dk('pkg/locker.(*lockCtr).Lock', 'idlock', 'pkg/locker/locker.go:56'),
    dk('pkg/locker.(*Locker).Lock', 'locker ? 0x40', 'pkg/locker/locker.go:91'),
    dk('libcontainerd.(*client).lock', 'libclient ? 0x40', 'libcontainerd/client.go:19'),
    dk('libcontainerd.(*container).handleEvent', 'libcontainer ? 0x0 0x0', 'libcontainerd/container_unix.go:189'),
    dk('libcontainerd.(*remote).handleEventStream', 'remote 0x20b07e0 ?', 'libcontainerd/remote_unix.go:323'),
  ],
  createdBy: dk('libcontainerd.(*remote).startEventsMonitor', '', 'libcontainerd/remote_unix.go:288'),
};

/** Belongs to the same start: waits to open the container's standard input. */
export const stdinOpener = {
  frames: [
    dk(
      'libcontainerd.(*container).start.func2.1.1',
      '? 0x20abea0 ? libcontainer',
      'libcontainerd/container_unix.go:126',
    ),
  ],
  createdBy: dk('libcontainerd.(*container).start.func2.1', '', 'libcontainerd/container_unix.go:137'),
};

/** Copies one stream of a container to its log driver: waits for output (a Cond, not a lock). */
export const logCopier = {
  frames: [
    go('sync.runtime_notifyListWait', 'cond+16 0xc400000001', 'runtime/sema.go:267'),
    go('sync.(*Cond).Wait', 'cond', 'sync/cond.go:57'),
    dk('pkg/ioutils.(*BytesPipe).Read', '? ? 0x800 0x4000 0x1 0x1 0xffffffffffffffff', 'pkg/ioutils/bytespipe.go:134'),
    dk('daemon/logger.(*Copier).copySrc', '? 0x17e0af1 0x6 0x7f3b51c0e950 ?', 'daemon/logger/copier.go:64'),
  ],
  createdBy: dk('daemon/logger.(*Copier).Run', '', 'daemon/logger/copier.go:41'),
};

/** Reads one stream of a container from its fifo. */
export const fifoReader = {
  frames: [
    go('syscall.Syscall', '0x0 0x13 buffer 0x8000 0x0 ? 0x2', 'syscall/asm_linux_amd64.s:18'),
    go('syscall.read', '0x13 buffer 0x8000 0x8000 0x0 0x0 0x0', 'syscall/zsyscall_linux_amd64.go:783'),
    go('syscall.Read', '0x13 buffer 0x8000 0x8000 0x0 0x0 0x0', 'syscall/syscall_unix.go:161'),
    go('os.(*File).read', 'file buffer 0x8000 0x8000 0x2 0x2 ?', 'os/file_unix.go:228'),
    go('os.(*File).Read', 'file buffer 0x8000 0x8000 0x0 0x0 ?', 'os/file.go:101'),
    vendor(
      'github.com/tonistiigi/fifo.(*fifo).Read',
      '? buffer 0x8000 0x8000 ? 0x414f09 0x15f3560',
      'github.com/tonistiigi/fifo/fifo.go:140',
    ),
    go('bufio.(*Reader).fill', 'reader', 'bufio/bufio.go:97'),
    go('bufio.(*Reader).WriteTo', 'reader 0x20932a0 pipe ? 0x176cf01 reader', 'bufio/bufio.go:472'),
    go(
      'io.copyBuffer',
      '0x20932a0 pipe 0x20921e0 reader 0x0 0x0 0x0 0x0 0xffffffffffffffff 0xffffffffffffffff',
      'io/io.go:380',
    ),
    go('io.Copy', '0x20932a0 pipe 0x20921e0 reader 0x0 0x0 0x0', 'io/io.go:360'),
    dk('pkg/pools.Copy', '0x20932a0 pipe 0x7f3b51c0e978 ? 0x0 0x0 0x0', 'pkg/pools/pools.go:60'),
    dk(
      'container/stream.(*Config).CopyToPipe.func1.1',
      '0x20932a0 pipe 0x7f3b51c0e978 ? ?',
      'container/stream/streams.go:119',
    ),
  ],
  createdBy: dk('container/stream.(*Config).CopyToPipe.func1', '', 'container/stream/streams.go:123'),
};

/** A kept-alive connection between two requests. */
export const idleConnection = {
  frames: [
    go('net.runtime_pollWait', '0x7f3b51d2a4d8 0x72 0x8', 'runtime/netpoll.go:160'),
    go('net.(*pollDesc).wait', '? 0x72 ? ?', 'net/fd_poll_runtime.go:73'),
    go('net.(*pollDesc).waitRead', '? 0x209bd20 ?', 'net/fd_poll_runtime.go:78'),
    go('net.(*netFD).Read', '? ? 0x1000 0x1000 0x0 0x209bd20 ?', 'net/fd_unix.go:243'),
    go('net.(*conn).Read', '? ? 0x1000 0x1000 0x0 0x0 0x0', 'net/net.go:173'),
    dk(
      'cmd/dockerd/hack.(*MalformedHostHeaderOverrideConn).Read',
      '? ? 0x1000 0x1000 ? ? ?',
      'cmd/dockerd/hack/malformed_host_override.go:110',
    ),
    go('net/http.(*connReader).Read', '? ? 0x1000 0x1000 0x0 0x0 0x0', 'net/http/server.go:586'),
    go('bufio.(*Reader).fill', '?', 'bufio/bufio.go:97'),
    go('bufio.(*Reader).ReadSlice', '? 0xa ? ? 0x0 0x0 0x0', 'bufio/bufio.go:330'),
    go('bufio.(*Reader).ReadLine', '? 0x0 0x0 0x0 0x0 0x0 0x0', 'bufio/bufio.go:359'),
    go('net/textproto.(*Reader).readLineSlice', '? ? 0x0 0x0 0x0 0x0', 'net/textproto/reader.go:55'),
    go('net/textproto.(*Reader).ReadLine', '? 0x0 0x0 0x0 0x0', 'net/textproto/reader.go:36'),
    go('net/http.readRequest', '? 0x0 0x0 0x0 0x0', 'net/http/request.go:793'),
    go('net/http.(*conn).readRequest', 'conn 0x20aa320 ? 0x0 0x0 0x0', 'net/http/server.go:765'),
    go('net/http.(*conn).serve', 'conn 0x20aa320 ?', 'net/http/server.go:1532'),
  ],
  createdBy: CREATED_BY_SERVE,
};
