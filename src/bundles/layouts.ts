/** What collected a bundle, told by its folders. */
interface Layout {
  readonly title: string;
  /** A path in it that no other has, below its root. */
  readonly sign: RegExp;
}

/**
 * Sources: sos `sos/report/plugins`; amazon-eks-ami `log-collector-script`; amazon-ecs-logs-collector `ecs-logs-collector.sh`; Rancher's
 * `rancher2_logs_collector.sh`; kubediag's goroutine collectors.
 */
const LAYOUTS: readonly Layout[] = [
  { title: 'sos report', sign: /(?:^|\/)sos_commands\// },
  { title: 'EKS log collector', sign: /(?:^|\/)(?:var_log|ipamd|kubelet|cni)\/.*|^kernel\/dmesg\.human\.current$/ },
  { title: 'ECS logs collector', sign: /(?:^|\/)(?:ecs-agent|docker_log)\// },
  { title: 'Rancher log collector', sign: /(?:^|\/)(?:systeminfo|systemlogs)\// },
  { title: 'kubediag', sign: /(?:^|\/)kubediag\// },
];

/** What a member of a bundle is, by its path below the root; the first row that fits. */
const ROLES: readonly (readonly [path: RegExp, role: string])[] = [
  [/(?:^|\/)sos_strings\/.*\.tailed$/, 'the end of a log, cut by sos'],
  [/(?:^|\/)dmesg\.boot$|(?:^|\/)var\/log\/dmesg(?:\.\d+)?$/, 'kernel log at boot'],
  [/(?:^|\/)(?:dmesg\.human\.current|dmesg_-T)$/, 'kernel ring buffer with wall time'],
  [/(?:^|\/)(?:dmesg\.current|sos_commands\/kernel\/dmesg|systeminfo\/dmesg)$/, 'kernel ring buffer'],
  [/(?:^|\/)vmcore-dmesg\.txt$/, 'kernel log of a crash'],
  [
    /(?:^|\/)journalctl_[^/]*unit_docker[^/]*$|(?:^|\/)docker\/docker\.log$|(?:^|\/)docker_log\/docker$/,
    'log of dockerd',
  ],
  [/(?:^|\/)journalctl_[^/]*unit_containerd[^/]*$|(?:^|\/)containerd\/containerd-log\.txt$/, 'log of containerd'],
  [/(?:^|\/)journalctl_[^/]*unit_kubelet[^/]*$|(?:^|\/)kubelet\/kubelet\.log$/, 'log of the kubelet'],
  [/(?:^|\/)sos_commands\/logs\/journalctl_[^/]*boot_-1$/, 'journal of the boot before'],
  [/(?:^|\/)sos_commands\/logs\/journalctl_/, 'journal'],
  [/(?:^|\/)(?:goroutine-stacks-[^/]*|docker-trace\.txt)$/, 'goroutines of dockerd'],
  [/(?:^|\/)containerd\.\d+\.stacks\.log$/, 'goroutines of containerd'],
  [/(?:^|\/)daemon-data-[^/]*$/, 'state of dockerd'],
  [/(?:^|\/)docker[_-]info(?:\.txt)?$/, 'docker info'],
  [/(?:^|\/)docker[_-]events[^/]*$/, 'docker events'],
  [/(?:^|\/)docker_logs_[^/]*$|-json\.log(?:\.\d+)?(?:\.gz)?$/, 'log of a container'],
  [/(?:^|\/)(?:var\/log|var_log|systemlogs)\/(?:messages|syslog|kern\.log|daemon\.log)[^/]*$/, 'system log'],
];

export function roleOf(path: string): string | undefined {
  return ROLES.find(([pattern]) => pattern.test(path))?.[1];
}

/** The collector of a bundle with these paths below its root. */
export function layoutOf(paths: readonly string[]): string | undefined {
  return LAYOUTS.find(({ sign }) => paths.some((path) => sign.test(path)))?.title;
}
