import { dk, go, vendor } from './go-stack-writer.mjs';
import { GRPC } from './goroutines-1703.mjs';

const accept = [
  go('net.runtime_pollWait', '0x7f3b51d2a598 0x72 0x0', 'runtime/netpoll.go:160'),
  go('net.(*pollDesc).wait', '? 0x72 ? ?', 'net/fd_poll_runtime.go:73'),
  go('net.(*pollDesc).waitRead', '? 0x209bd20 ?', 'net/fd_poll_runtime.go:78'),
  go('net.(*netFD).accept', '? 0x0 0x20968e0 ?', 'net/fd_unix.go:419'),
  go('net.(*UnixListener).accept', '? ? 0x7f3b51e1d000 0x0', 'net/unixsock_posix.go:158'),
  go('net.(*UnixListener).Accept', '? ? 0x6d5f2d 0x45cca0 ?', 'net/unixsock.go:229'),
];

const FOR_EVER = 'since start';
const NOW = 'now';

/**
 * The daemon's own goroutines: `[id, state, when it began to wait, frames, created by]`.
 * One minute more for those that run before the daemon's first collection saw the rest.
 */
export const OWN = [
  [
    1,
    'chan receive',
    FOR_EVER,
    [
      ['main.(*DaemonCli).start', '? 0x0 0x17fe7ee 0x17 ? ? ? 0x0 0x0', 'cmd/dockerd/daemon.go:326'],
      ['main.runDaemon', '0x0 0x17fe7ee 0x17 ? ? ? 0xd 0x0', 'cmd/dockerd/docker.go:86'],
      ['main.newDaemonCommand.func1', 'command ? 0x0 0xd 0x0 0x0', 'cmd/dockerd/docker.go:42'],
      vendor(
        'github.com/spf13/cobra.(*Command).execute',
        'command ? 0xd 0xd command ?',
        'github.com/spf13/cobra/command.go:646',
      ),
      vendor(
        'github.com/spf13/cobra.(*Command).ExecuteC',
        'command 0x15f36e0 ? ?',
        'github.com/spf13/cobra/command.go:742',
      ),
      vendor('github.com/spf13/cobra.(*Command).Execute', 'command ? ?', 'github.com/spf13/cobra/command.go:695'),
      ['main.main', '', 'cmd/dockerd/docker.go:106'],
    ],
  ],
  [17, 'syscall', 'locked since start', [go('runtime.goexit', '', 'runtime/asm_amd64.s:2086')]],
  [
    5,
    'syscall',
    FOR_EVER,
    [
      go('os/signal.signal_recv', '0x20a12e0', 'runtime/sigqueue.go:116'),
      go('os/signal.loop', '', 'os/signal/signal_unix.go:22'),
    ],
    go('os/signal.init.1', '', 'os/signal/signal_unix.go:28'),
  ],
  [
    26,
    'syscall',
    FOR_EVER,
    [
      go('syscall.Syscall6', '0xf7 0x1 0x1f1e ? 0x1000004 0x0 0x0 0x4180f5 ? 0x415899', 'syscall/asm_linux_amd64.s:44'),
      go('os.(*Process).blockUntilWaitable', 'process ? ? ?', 'os/wait_waitid.go:28'),
      go('os.(*Process).wait', 'process 0x0 0x415899 ?', 'os/exec_unix.go:22'),
      go('os.(*Process).Wait', 'process 0x40b94b ? 0x0', 'os/doc.go:49'),
      go('os/exec.(*Cmd).Wait', '? 0x18fae38 0x0', 'os/exec/exec.go:434'),
      dk('libcontainerd.(*remote).runContainerdDaemon.func1', '? remote', 'libcontainerd/remote_unix.go:430'),
    ],
    dk('libcontainerd.(*remote).runContainerdDaemon', '', 'libcontainerd/remote_unix.go:432'),
  ],
  [
    29,
    'chan receive',
    NOW,
    [dk('libcontainerd.(*remote).handleConnectionChange', 'remote', 'libcontainerd/remote_unix.go:147')],
    dk('libcontainerd.New', '', 'libcontainerd/remote_unix.go:121'),
  ],
  [
    28,
    'select',
    FOR_EVER,
    [
      vendor(`${GRPC}.(*addrConn).transportMonitor`, '?', `${GRPC}/clientconn.go:747`),
      vendor(`${GRPC}.(*ClientConn).resetAddrConn.func1`, '?', `${GRPC}/clientconn.go:506`),
    ],
    vendor(`${GRPC}.(*ClientConn).resetAddrConn`, '', `${GRPC}/clientconn.go:507`),
  ],
  [
    7,
    'IO wait',
    NOW,
    [
      go('net.runtime_pollWait', '0x7f3b51d2a4d8 0x72 0x5', 'runtime/netpoll.go:160'),
      go('net.(*pollDesc).wait', '? 0x72 ? ?', 'net/fd_poll_runtime.go:73'),
      go('net.(*pollDesc).waitRead', '? 0x209bd20 ?', 'net/fd_poll_runtime.go:78'),
      go('net.(*netFD).Read', '? ? 0x8000 0x8000 0x0 0x209bd20 ?', 'net/fd_unix.go:243'),
      go('net.(*conn).Read', '? ? 0x8000 0x8000 0x0 0x0 0x0', 'net/net.go:173'),
      go('bufio.(*Reader).fill', 'reader', 'bufio/bufio.go:97'),
      go('bufio.(*Reader).Read', 'reader ? 0x9 0x9 0x45c430 ? ?', 'bufio/bufio.go:209'),
      go('io.ReadAtLeast', '0x20921e0 reader ? 0x9 0x9 0x9 ? 0x2095960 ?', 'io/io.go:307'),
      go('io.ReadFull', '0x20921e0 reader ? 0x9 0x9 ? ? ?', 'io/io.go:325'),
      vendor(
        'golang.org/x/net/http2.readFrameHeader',
        '? 0x9 0x9 0x20921e0 reader 0x0 ? ? ?',
        'golang.org/x/net/http2/frame.go:237',
      ),
      vendor('golang.org/x/net/http2.(*Framer).ReadFrame', '? 0x0 0x0 0x0 0x0', 'golang.org/x/net/http2/frame.go:463'),
      vendor(`${GRPC}/transport.(*framer).readFrame`, '? ? ? 0x0 0x0', `${GRPC}/transport/http_util.go:508`),
      vendor(`${GRPC}/transport.(*http2Client).reader`, 'transport', `${GRPC}/transport/http2_client.go:922`),
    ],
    vendor(`${GRPC}/transport.newHTTP2Client`, '', `${GRPC}/transport/http2_client.go:203`),
  ],
  [
    8,
    'select',
    'last call',
    [vendor(`${GRPC}/transport.(*http2Client).controller`, 'transport', `${GRPC}/transport/http2_client.go:1000`)],
    vendor(`${GRPC}/transport.newHTTP2Client`, '', `${GRPC}/transport/http2_client.go:233`),
  ],
  [
    9,
    'select',
    FOR_EVER,
    [vendor(`${GRPC}.newClientStream.func2`, '0x20b0ba0 transport ? ?', `${GRPC}/stream.go:204`)],
    vendor(`${GRPC}.newClientStream`, '', `${GRPC}/stream.go:224`),
  ],
  [
    11,
    'select',
    'locked',
    [
      go('runtime.gopark', '0x18fafd0 0x0 0x17e09dd 0x6 0x18 0x2', 'runtime/proc.go:259'),
      go('runtime.selectgoImpl', '? 0x0 0x18', 'runtime/select.go:423'),
      go('runtime.selectgo', '?', 'runtime/select.go:238'),
      go('runtime.ensureSigM.func1', '', 'runtime/signal1_unix.go:304'),
      go('runtime.goexit', '', 'runtime/asm_amd64.s:2086'),
    ],
  ],
  [
    12,
    'chan receive',
    FOR_EVER,
    [dk('pkg/signal.Trap.func1', '? ?', 'pkg/signal/trap.go:37')],
    dk('pkg/signal.Trap', '', 'pkg/signal/trap.go:67'),
  ],
  [
    33,
    'chan receive',
    NOW,
    [dk('daemon.(*statsCollector).run', '?', 'daemon/stats_collector.go:97')],
    dk('daemon.(*Daemon).newStatsCollector', '', 'daemon/stats_collector.go:33'),
  ],
  [
    34,
    'chan receive',
    'ticker',
    [dk('daemon.(*Daemon).execCommandGC', 'D', 'daemon/exec.go:249')],
    dk('daemon.NewDaemon', '', 'daemon/daemon.go:703'),
  ],
  [
    35,
    'select',
    FOR_EVER,
    [
      vendor(
        'github.com/docker/libnetwork.(*controller).watchLoop',
        'network',
        'github.com/docker/libnetwork/store.go:443',
      ),
    ],
    vendor('github.com/docker/libnetwork.(*controller).startWatch', '', 'github.com/docker/libnetwork/store.go:460'),
  ],
  [
    36,
    'IO wait',
    'last container',
    [
      ...accept,
      vendor(
        'github.com/docker/libnetwork.(*controller).acceptClientConnections',
        'network ? 0x5c 0x20a8560 ?',
        'github.com/docker/libnetwork/sandbox_externalkey_unix.go:128',
      ),
    ],
    vendor(
      'github.com/docker/libnetwork.(*controller).startExternalKeyListener',
      '',
      'github.com/docker/libnetwork/sandbox_externalkey_unix.go:122',
    ),
  ],
  [
    39,
    'chan receive',
    FOR_EVER,
    [['main.(*DaemonCli).setupConfigReloadTrap.func1', '? ?', 'cmd/dockerd/daemon_unix.go:55']],
    ['main.(*DaemonCli).setupConfigReloadTrap', '', 'cmd/dockerd/daemon_unix.go:58'],
  ],
  [
    40,
    'chan receive',
    FOR_EVER,
    [
      dk('api/server.(*Server).serveAPI', '? 0x0 0x0', 'api/server/server.go:95'),
      dk('api/server.(*Server).Wait', '? ?', 'api/server/server.go:192'),
    ],
    ['main.(*DaemonCli).start', '', 'cmd/dockerd/daemon.go:319'],
  ],
  [
    42,
    'IO wait',
    NOW,
    [
      ...accept,
      dk(
        'cmd/dockerd/hack.(*MalformedHostHeaderOverride).Accept',
        '? 0x18fa910 ? 0x20aa3e0 ?',
        'cmd/dockerd/hack/malformed_host_override.go:116',
      ),
      go('net/http.(*Server).Serve', 'server 0x20a2020 ? 0x0 0x0', 'net/http/server.go:2273'),
      dk('api/server.(*HTTPServer).Serve', '? 0x10 ?', 'api/server/server.go:114'),
      dk('api/server.(*Server).serveAPI.func1', '? ?', 'api/server/server.go:87'),
    ],
    dk('api/server.(*Server).serveAPI', '', 'api/server/server.go:91'),
  ],
  [
    86,
    'select',
    NOW,
    [
      vendor(
        'github.com/docker/libnetwork/osl.removeUnusedPaths',
        '',
        'github.com/docker/libnetwork/osl/namespace_linux.go:88',
      ),
    ],
    vendor(
      'github.com/docker/libnetwork/osl.createBasePath',
      '',
      'github.com/docker/libnetwork/osl/namespace_linux.go:73',
    ),
  ],
];

export const DUMPER = {
  frames: [
    dk('pkg/signal.DumpStacks', 'execroot 0xf 0x0 0x0 0x0 0x0', 'pkg/signal/trap.go:82'),
    dk('daemon.(*Daemon).setupDumpStackTrap.func1', '? execroot 0xf D', 'daemon/debugtrap_unix.go:19'),
  ],
  createdBy: dk('daemon.(*Daemon).setupDumpStackTrap', '', 'daemon/debugtrap_unix.go:32'),
};
