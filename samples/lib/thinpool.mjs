import { dockerd } from './dockerd-1703.mjs';
import { kernelBoot, KERNEL_LATER } from './el7-kernel-boot.mjs';
import {
  chrony,
  cronJob,
  earlyBoot,
  lease,
  nrpeCheck,
  puppetRun,
  services,
  snmpPoll,
  sshLogin,
} from './el7-services.mjs';
import { inOrder, journalHead, journalLine } from './journal.mjs';
import { createRandom } from './random.mjs';
import { cst, fullStamp, journalStamp, MINUTE, SECOND } from './stamps.mjs';

/**
 * The second incident: a host with direct-lvm devicemapper comes up after a reboot without `thin_check`, so LVM does not
 * activate the volume group `docker`; dockerd finds no `docker-thinpool` and refuses; the kubelet needs it.
 */
const HOST = 'node-17-08';
const BOOT_US = cst('2018-11-27T09:12:03.120311');
const LVM_US = cst('2018-11-27T09:12:09.402710');
const DOCKER_US = cst('2018-11-27T09:12:19.310422');
const FAILED_US = cst('2018-11-27T09:12:20.744918');
const END_US = cst('2018-11-27T11:16:12.000000');
const DOCKERD_PID = 1893;

const systemd = (text) => ['systemd', 1, text];
const lvm = (pid, text) => ['lvm', pid, text];

const THIN_CHECK = [
  lvm(744, '/usr/sbin/thin_check: execvp failed: No such file or directory'),
  lvm(744, 'Check of pool docker/thinpool failed (status:2). Manual repair required!'),
  lvm(744, '0 logical volume(s) in volume group "docker" now active'),
  lvm(744, 'docker: autoactivation failed.'),
  systemd('lvm2-pvscan@8:17.service: main process exited, code=exited, status=5/NOTINSTALLED'),
  systemd('Failed to start LVM2 PV scan on device 8:17.'),
  systemd('Unit lvm2-pvscan@8:17.service entered failed state.'),
  systemd('lvm2-pvscan@8:17.service failed.'),
];

/** dockerd's last word and what it takes with it, in systemd 219's words and order. */
const REFUSAL = [
  [
    'dockerd',
    DOCKERD_PID,
    'Error starting daemon: error initializing graphdriver: devicemapper: Non existing device docker-thinpool',
  ],
  systemd('docker.service: main process exited, code=exited, status=1/FAILURE'),
  systemd('Failed to start Docker Application Container Engine.'),
  systemd('Dependency failed for kubernetes Kubelet.'),
  systemd("Job kubelet.service/start failed with result 'dependency'."),
  systemd('Unit docker.service entered failed state.'),
  systemd('docker.service failed.'),
];

/** Entries one after the other, a random while apart. */
function burst(random, fromUs, entries, [least, most]) {
  let us = fromUs;
  return entries.map(([identifier, pid, text]) => {
    us += random.between(least, most);
    return { us, identifier, pid, text: typeof text === 'function' ? text(us) : text };
  });
}

const kernel = (text) => ['kernel', undefined, text];

function boot(random) {
  const daemonStart = dockerd(
    random,
    DOCKER_US + 610_000,
    'info',
    `libcontainerd: new containerd process, pid: ${DOCKERD_PID + 19}`,
  );
  return [
    ...burst(random, BOOT_US, kernelBoot().map(kernel), [0, 3]),
    ...burst(random, BOOT_US + 40_000, earlyBoot(), [2_000, 90_000]),
    ...burst(random, BOOT_US + 5 * SECOND, KERNEL_LATER.map(kernel), [20_000, 900_000]),
    ...burst(
      random,
      LVM_US,
      [
        systemd('Starting LVM2 PV scan on device 8:2...'),
        lvm(737, '2 logical volume(s) in volume group "centos" now active'),
        systemd('Started LVM2 PV scan on device 8:2.'),
        systemd('Starting LVM2 PV scan on device 8:17...'),
      ],
      [4_000, 60_000],
    ),
    ...burst(random, LVM_US + 320_000, THIN_CHECK, [700, 9_000]),
    ...burst(random, LVM_US + SECOND, services(), [5_000, 60_000]),
    ...burst(
      random,
      DOCKER_US,
      [systemd('Starting Docker Application Container Engine...'), ['dockerd', DOCKERD_PID, daemonStart]],
      [500, 4_000],
    ),
    ...burst(random, FAILED_US, REFUSAL, [150, 1_900]),
    ...burst(
      random,
      FAILED_US + 60_000,
      [
        systemd('Reached target Multi-User System.'),
        systemd('Starting Multi-User System.'),
        systemd('Starting Update UTMP about System Runlevel Changes...'),
        systemd('Started Update UTMP about System Runlevel Changes.'),
        systemd('Startup finished in 2.018s (kernel) + 3.204s (initrd) + 12.410s (userspace) = 17.632s.'),
        chrony(random),
      ],
      [9_000, 90_000],
    ),
  ];
}

/** Two hours of an idle host; `each` returns the entries of one occasion. */
function regular(random, [least, most], each) {
  const entries = [];
  for (let us = FAILED_US + random.between(SECOND, most); us < END_US; us += random.between(least, most)) {
    entries.push(...burst(random, us, each(us), [300, 40_000]));
  }
  return entries;
}

function day(random) {
  let session = 0;
  // Process ids rise with time.
  const pidAt = (us) => 2400 + Math.floor((us - FAILED_US) / (SECOND * 0.35));
  return [
    ...regular(random, [3 * SECOND, 5 * SECOND], () => snmpPoll(random)),
    ...regular(random, [4 * SECOND, 6 * SECOND], (us) => nrpeCheck(random, pidAt(us))),
    ...regular(random, [MINUTE, MINUTE + 400], (us) =>
      cronJob(random, ++session, pidAt(us), 'root', '/usr/local/bin/collect-metrics --once'),
    ),
    ...regular(random, [5 * MINUTE, 5 * MINUTE + 300], (us) =>
      cronJob(random, ++session, pidAt(us), 'root', '/usr/lib64/sa/sa1 1 1'),
    ),
    ...regular(random, [9 * MINUTE, 16 * MINUTE], (us) => sshLogin(random, ++session, pidAt(us))),
    ...regular(random, [30 * MINUTE, 30 * MINUTE + SECOND], (us) => puppetRun(random, pidAt(us))),
    ...regular(random, [25 * MINUTE, 29 * MINUTE], () => lease(random)),
    ...regular(random, [40 * MINUTE, 55 * MINUTE], () => [chrony(random)]),
  ];
}

/** Text of `journalctl -b`. */
export function bootJournalText() {
  const random = createRandom('thinpool-missing/journal');
  const lines = inOrder([...boot(random), ...day(random)]).map(({ us, identifier, pid, text }) =>
    journalLine(us, HOST, identifier, pid, text.trim()),
  );
  return `${[journalHead(BOOT_US, END_US), ...lines].join('\n')}\n`;
}

/** What was pasted into the ticket: `systemctl status docker` and `lvs` on the host. */
export function clientText() {
  const prompt = `[root@${HOST} ~]#`;
  const [refusal, ...consequences] = REFUSAL;
  const status = [refusal, ...consequences.filter(([, , text]) => text.includes('ocker'))].map(
    ([identifier, pid, text]) => journalLine(FAILED_US, HOST, identifier, pid, text),
  );
  return [
    `${prompt} systemctl status docker`,
    '● docker.service - Docker Application Container Engine',
    '   Loaded: loaded (/usr/lib/systemd/system/docker.service; enabled; vendor preset: disabled)',
    `   Active: failed (Result: exit-code) since ${fullStamp(FAILED_US)}; 2h 3min ago`,
    '     Docs: https://docs.docker.com',
    `  Process: ${DOCKERD_PID} ExecStart=/usr/bin/dockerd --storage-driver=devicemapper --storage-opt=dm.thinpooldev=/dev/mapper/docker-thinpool (code=exited, status=1/FAILURE)`,
    ` Main PID: ${DOCKERD_PID} (code=exited, status=1/FAILURE)`,
    '',
    `${journalStamp(DOCKER_US)} ${HOST} systemd[1]: Starting Docker Application Container Engine...`,
    ...status,
    `${prompt} lvs`,
    '  LV       VG     Attr       LSize   Pool Origin Data%  Meta%  Move Log Cpy%Sync Convert',
    '  root     centos -wi-ao---- <50.00g',
    '  var      centos -wi-ao----  80.00g',
    '  thinpool docker twi---t---  <1.04t',
    `${prompt}`,
    '',
  ].join('\n');
}
