/** Texts in which nothing is wrong, although they hold words by which failures are known. */
export const PROSE: Readonly<Record<string, string>> = {
  'a handbook': `# Running the shop on Docker

Welcome! This page explains how to run the stack on your own machine. Errors are logged to stderr; a panic in a handler is recovered by the middleware.

## Troubleshooting

- **OOM**: if a container is killed because it is out of memory, raise \`mem_limit\` in the compose file.
- **Disk full**: when the disk has no space left, prune images with \`docker system prune\`. The phrase "no space left" may also mean that inodes are used up.
- **Permission denied**: add yourself to the group \`docker\` and log in again. Do not chmod the socket.
- The daemon may refuse to start if daemon.json is not valid JSON; check it with \`jq . /etc/docker/daemon.json\`.
- A connection refused from the database usually means that it is still starting. Wait for it with a health check.
- Time-outs: \`docker pull\` behind a proxy can be slow; see the network chapter.
- If a segfault or a kernel panic ever happens, please attach the output of \`dmesg\`.

## Design notes

Deadlocks are avoided by taking locks in a fixed order. The watchdog kills a worker that is blocked for more than 120 seconds. Fatal errors end the process with status 1.
A restart loop is detected by the supervisor. The OOM killer prefers big processes; see oom_score_adj.
`,
  'a shell history': `  501  docker ps -a
  502  docker logs --tail 100 web 2>&1 | grep -i error
  503  grep -ri "no space left" /var/log/messages
  504  journalctl -u docker --since today | grep -E 'panic|fatal|OOM|oom-kill'
  505  dmesg -T | egrep -i 'killed process|out of memory|segfault'
  506  df -h /var/lib/docker
  507  docker system prune -f
  508  systemctl status docker.service docker.socket
  509  kill -USR1 $(pidof dockerd)
  510  ls -l /var/run/docker.sock
  511  cat /etc/docker/daemon.json | jq .
  512  grep -c "context deadline exceeded" /var/log/syslog
  513  docker run --rm -it --memory 512m alpine sh
  514  vim troubleshooting-permission-denied.md
`,
  'a changelog': `## 2.4.1 (2019-03-02)

* fix: do not panic when the configuration is empty (#412)
* fix: deadlock in the connection pool when all connections time out (#415)
* fix: handle "permission denied" of the data directory
* fix: out of memory with files of more than 2 GB
* feat: retry on connection refused and on i/o timeout
* docs: explain "no such file or directory" for missing volumes
* perf: no longer blocked for seconds by the garbage collector
`,
  'a Java application': `2019-03-03 08:14:07.123 ERROR 1 --- [nio-8080-exec-3] c.e.shop.OrderController : order 4711 could not be saved
org.springframework.dao.DataIntegrityViolationException: could not execute statement; SQL [n/a]; constraint [uk_order_no]
	at org.springframework.orm.jpa.vendor.HibernateJpaDialect.convertHibernateAccessException(HibernateJpaDialect.java:298)
	at org.springframework.orm.jpa.vendor.HibernateJpaDialect.translateExceptionIfPossible(HibernateJpaDialect.java:255)
	at java.base/java.lang.Thread.run(Thread.java:834)
Caused by: org.hibernate.exception.ConstraintViolationException: could not execute statement
	at org.hibernate.exception.internal.SQLStateConversionDelegate.convert(SQLStateConversionDelegate.java:109)
	... 84 more
Caused by: org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint "uk_order_no"
	at org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2440)
	... 92 more
2019-03-03 08:14:09.001  WARN 1 --- [   scheduling-1] c.e.shop.PriceFeed : feed answered with status 503, retrying in 5 s
2019-03-03 08:14:14.020  WARN 1 --- [   scheduling-1] c.e.shop.PriceFeed : java.net.SocketTimeoutException: Read timed out
2019-03-03 08:14:20.100  INFO 1 --- [           main] c.e.shop.Metrics : heap 412 MB of 2048 MB, gc pause 12 ms, errors 3, panics 0, oom 0
`,
  'an access log': `172.17.0.1 - - [03/Mar/2019:08:14:07 +0000] "GET /errors/500.html HTTP/1.1" 200 612 "-" "curl/7.61.1"
172.17.0.1 - - [03/Mar/2019:08:14:08 +0000] "GET /docs/docker/no-space-left-on-device HTTP/1.1" 200 10612 "https://www.example.com/search?q=no+space+left+on+device" "Mozilla/5.0"
172.17.0.1 - - [03/Mar/2019:08:14:08 +0000] "GET /search?q=Cannot+connect+to+the+Docker+daemon HTTP/1.1" 404 153 "-" "Mozilla/5.0"
172.17.0.1 - - [03/Mar/2019:08:14:09 +0000] "POST /api/errors/panic HTTP/1.1" 204 0 "-" "raven-js/3.27.0"
172.17.0.1 - - [03/Mar/2019:08:14:09 +0000] "GET /blog/oom-killed-process-explained/ HTTP/2.0" 499 0 "-" "Mozilla/5.0"
172.17.0.1 - - [03/Mar/2019:08:14:10 +0000] "GET /v2/ HTTP/1.1" 401 87 "-" "docker/18.09.2 go/go1.10.6"
172.17.0.1 - - [03/Mar/2019:08:14:11 +0000] "GET /health HTTP/1.1" 503 21 "-" "kube-probe/1.13"
`,
  'test output': `=== RUN   TestPanicIsRecovered
--- PASS: TestPanicIsRecovered (0.00s)
=== RUN   TestTimeout/context_deadline_exceeded
--- PASS: TestTimeout (0.10s)
    --- PASS: TestTimeout/context_deadline_exceeded (0.10s)
=== RUN   TestErrNoSpaceLeft
--- PASS: TestErrNoSpaceLeft (0.00s)
PASS
ok  	example.com/shop/store	0.312s
  ✓ shows "permission denied" to a guest (12 ms)
  ✓ retries when the connection is refused (31 ms)
  ✓ recovers from a segfault of the worker (210 ms)

Test Suites: 12 passed, 12 total
`,
  'an application that logs in logfmt': `time="2019-03-03T08:14:07Z" level=info msg="starting worker" queue=mail
time="2019-03-03T08:14:08Z" level=warning msg="retrying after error" error="upstream said 503" attempt=2
time="2019-03-03T08:14:09Z" level=error msg="job failed" error="invalid address" job=4711
time="2019-03-03T08:14:10Z" level=info msg="panic counter" value=0
ts=2019-03-03T08:14:07.123Z caller=main.go:71 level=info msg="listening" address=:9093
ts=2019-03-03T08:14:08.321Z caller=dedupe.go:112 component=remote level=warn msg="error sending batch, will retry" count=100
`,
  'an application that logs in JSON': `{"level":"info","ts":1551600847.123,"caller":"server/main.go:33","msg":"listening","addr":":8080"}
{"level":"warn","ts":1551600848.001,"caller":"mail/send.go:71","msg":"smtp server busy, will retry","error":"421 try again later"}
{"level":"error","ts":1551600849.002,"caller":"store/file.go:12","msg":"upload rejected: file too large","limit":10485760}
{"severity":"ERROR","message":"user typed 'rm: cannot remove: device is a teapot' into the search field","time":"2019-03-03T08:14:10Z"}
`,
  'a container that teaches': `{"log":"Lesson 3: when the kernel writes \\"Out of memory: Kill process 4711 (java) score 871 or sacrifice child\\", the host itself ran out of memory.\\n","stream":"stdout","time":"2019-03-03T08:14:07.123456789Z"}
{"log":"Memory cgroup out of memory: Kill process 20357 (runc:[2:INIT]) score 970 or sacrifice child\\n","stream":"stdout","time":"2019-03-03T08:14:07.223456789Z"}
{"log":"INFO: task docker-containe:1234 blocked for more than 120 seconds.\\n","stream":"stdout","time":"2019-03-03T08:14:07.323456789Z"}
{"log":"docker.service: Start request repeated too quickly.\\n","stream":"stdout","time":"2019-03-03T08:14:07.423456789Z"}
{"log":"Lesson 4: devicemapper: Non existing device docker-thinpool\\n","stream":"stdout","time":"2019-03-03T08:14:07.523456789Z"}
{"log":"EXT4-fs error (device vda1): ext4_lookup:1578: inode #2: comm ls: deleted inode referenced: 12\\n","stream":"stdout","time":"2019-03-03T08:14:07.623456789Z"}
{"log":"nf_conntrack: table full, dropping packet\\n","stream":"stdout","time":"2019-03-03T08:14:07.723456789Z"}
`,
  'a database that starts': `2019-03-03 08:14:05.001 UTC [1] LOG:  listening on IPv4 address "0.0.0.0", port 5432
2019-03-03 08:14:05.021 UTC [24] LOG:  database system was interrupted; last known up at 2019-03-03 08:12:41 UTC
2019-03-03 08:14:05.321 UTC [24] LOG:  database system was not properly shut down; automatic recovery in progress
2019-03-03 08:14:05.421 UTC [24] LOG:  invalid record length at 0/16A2D40: wanted 24, got 0
2019-03-03 08:14:05.521 UTC [31] FATAL:  the database system is starting up
2019-03-03 08:14:06.521 UTC [1] LOG:  database system is ready to accept connections
2019-03-03 08:15:06.521 UTC [41] ERROR:  relation "orders" does not exist at character 15
2019-03-03 08:15:09.521 UTC [44] FATAL:  password authentication failed for user "shop"
`,
  'a host that boots': `Mar  3 08:10:01 app-1 kernel: [    0.000000] Linux version 4.19.0-8-amd64 (debian-kernel@lists.debian.org) (gcc version 8.3.0 (Debian 8.3.0-6)) #1 SMP Debian 4.19.98-1 (2020-01-26)
Mar  3 08:10:01 app-1 kernel: [    0.104321] mce: CPU0: Thermal monitoring enabled (TM1)
Mar  3 08:10:01 app-1 kernel: [    0.412345] ACPI Error: No handler for Region [SYSI] (00000000c7b1b7a1) [IPMI] (20180810/evregion-132)
Mar  3 08:10:01 app-1 kernel: [    0.512345] pci 0000:00:1f.0: BAR 7: no space for [io  size 0x1000]
Mar  3 08:10:01 app-1 kernel: [    0.512401] pci 0000:00:1f.0: BAR 7: failed to assign [io  size 0x1000]
Mar  3 08:10:01 app-1 kernel: [    1.712345] EXT4-fs (vda1): mounted filesystem with ordered data mode. Opts: errors=remount-ro
Mar  3 08:10:01 app-1 kernel: [    1.812345] random: crng init done
Mar  3 08:10:02 app-1 kernel: [    2.212345] hung_task: khungtaskd started
Mar  3 08:10:02 app-1 kernel: [    2.312345] NMI watchdog: Enabled. Permanently consumes one hw-PMU counter.
Mar  3 08:10:02 app-1 kernel: [    2.412345] bridge: filtering via arp/ip/ip6tables is no longer available by default. Update your scripts to load br_netfilter if you need this.
Mar  3 08:10:02 app-1 systemd[1]: Failed to start Set console scheme.
Mar  3 08:10:03 app-1 systemd[1]: Listening on Docker Socket for the API.
Mar  3 08:10:03 app-1 systemd[1]: Starting Docker Application Container Engine...
Mar  3 08:10:04 app-1 systemd[1]: Started Docker Application Container Engine.
Mar  3 08:10:05 app-1 sshd[812]: error: kex_exchange_identification: Connection closed by remote host
Mar  3 08:10:06 app-1 sshd[813]: Failed password for invalid user admin from 203.0.113.7 port 40122 ssh2
Mar  3 08:10:07 app-1 cron[401]: (CRON) error (grandchild #901 failed with exit status 1)
Mar  3 08:10:08 app-1 ntpd[500]: kernel reports TIME_ERROR: 0x41: Clock Unsynchronized
Mar  3 08:10:09 app-1 postfix/smtp[611]: connect to mx.example.com[203.0.113.9]:25: Connection timed out
Mar  3 08:10:10 app-1 smartd[402]: Device: /dev/sda [SAT], SMART Prefailure Attribute: 1 Raw_Read_Error_Rate changed from 117 to 118
`,
};
