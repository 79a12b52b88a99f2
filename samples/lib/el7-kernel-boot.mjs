/**
 * Kernel messages of a RHEL 7 (3.10.0-693) boot on a server with two sockets and 32 CPUs, as journald stores them.
 * journald takes them over when it starts, so all of the first seconds have one wall time.
 */
const hex = (value, width) => value.toString(16).padStart(width, '0');

const HEAD = [
  'Initializing cgroup subsys cpuset',
  'Initializing cgroup subsys cpu',
  'Initializing cgroup subsys cpuacct',
  'Linux version 3.10.0-693.el7.x86_64 (builder@kbuilder.dev.centos.org) (gcc version 4.8.5 20150623 (Red Hat 4.8.5-16) (GCC) ) #1 SMP Tue Aug 22 21:09:27 UTC 2017',
  'Command line: BOOT_IMAGE=/vmlinuz-3.10.0-693.el7.x86_64 root=/dev/mapper/centos-root ro crashkernel=auto rd.lvm.lv=centos/root rhgb quiet LANG=en_US.UTF-8',
  'e820: BIOS-provided physical RAM map:',
  'BIOS-e820: [mem 0x0000000000000000-0x000000000009bfff] usable',
  'BIOS-e820: [mem 0x000000000009c000-0x000000000009ffff] reserved',
  'BIOS-e820: [mem 0x00000000000e0000-0x00000000000fffff] reserved',
  'BIOS-e820: [mem 0x0000000000100000-0x0000000078ae2fff] usable',
  'BIOS-e820: [mem 0x0000000078ae3000-0x0000000079093fff] reserved',
  'BIOS-e820: [mem 0x0000000079094000-0x0000000079492fff] ACPI NVS',
  'BIOS-e820: [mem 0x0000000100000000-0x000000207fffffff] usable',
  'NX (Execute Disable) protection: active',
  'SMBIOS 3.0 present.',
  'e820: update [mem 0x00000000-0x00000fff] usable ==> reserved',
  'e820: remove [mem 0x000a0000-0x000fffff] usable',
  'e820: last_pfn = 0x2080000 max_arch_pfn = 0x400000000',
  'x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106',
  'found SMP MP-table at [mem 0x000fdc60-0x000fdc6f] mapped at [ffff8800000fdc60]',
  'Using GB pages for direct mapping',
  'RAMDISK: [mem 0x34b9d000-0x36443fff]',
  'Early table checksum verification disabled',
];

const acpi = () =>
  [
    'RSDP',
    'XSDT',
    'FACP',
    'DSDT',
    'FACS',
    'APIC',
    'FPDT',
    'FIDT',
    'SPMI',
    'MCFG',
    'UEFI',
    'HPET',
    'MSCT',
    'SLIT',
    'SRAT',
    'WDDT',
    'SSDT',
    'DMAR',
    'HEST',
    'BERT',
    'ERST',
    'EINJ',
  ].map(
    (table, i) =>
      `ACPI: ${table} ${hex(0x790a0000 + i * 0x1c30, 16)} ${hex(0x24 + i * 0x38, 5)} (v02 ALASKA A M I    00000001 INTL 20091013)`,
  );

function srat() {
  const lines = [];
  for (let apic = 0; apic < 32; apic++)
    lines.push(`SRAT: PXM ${apic < 16 ? 0 : 1} -> APIC 0x${hex(apic, 2)} -> Node ${apic < 16 ? 0 : 1}`);
  for (let apic = 0; apic < 32; apic++)
    lines.push(`ACPI: LAPIC (acpi_id[0x${hex(apic, 2)}] lapic_id[0x${hex(apic, 2)}] enabled)`);
  for (let apic = 0; apic < 32; apic++) lines.push(`ACPI: LAPIC_NMI (acpi_id[0x${hex(apic, 2)}] high edge lint[0x1])`);
  return lines;
}

const MEMORY = [
  'NUMA: Initialized distance table, cnt=2',
  'NODE_DATA(0) allocated [mem 0x107ffda000-0x107fffffff]',
  'NODE_DATA(1) allocated [mem 0x207ffd9000-0x207fffefff]',
  'Reserving 168MB of memory at 640MB for crashkernel (System RAM: 130955MB)',
  'Zone ranges:',
  '  DMA      [mem 0x00001000-0x00ffffff]',
  '  DMA32    [mem 0x01000000-0xffffffff]',
  '  Normal   [mem 0x100000000-0x207fffffff]',
  'Movable zone start for each node',
  'Early memory node ranges',
  '  node   0: [mem 0x00001000-0x0009bfff]',
  '  node   0: [mem 0x00100000-0x78ae2fff]',
  '  node   0: [mem 0x100000000-0x107fffffff]',
  '  node   1: [mem 0x1080000000-0x207fffffff]',
  'Initmem setup node 0 [mem 0x00001000-0x107fffffff]',
  'Initmem setup node 1 [mem 0x1080000000-0x207fffffff]',
  'smpboot: Allowing 32 CPUs, 0 hotplug CPUs',
  'setup_percpu: NR_CPUS:5120 nr_cpumask_bits:32 nr_cpu_ids:32 nr_node_ids:2',
  'PERCPU: Embedded 35 pages/cpu @ffff88107fa00000 s104536 r8192 d30632 u262144',
  'Built 2 zonelists in Zone order, mobility grouping on.  Total pages: 33001462',
  'Policy zone: Normal',
  'PID hash table entries: 4096 (order: 3, 32768 bytes)',
  'x86/fpu: xstate_offset[2]: 0240, xstate_sizes[2]: 0100',
  'Memory: 5304116k/136314880k available (6883k kernel code, 2218452k absent, 2294168k reserved, 4545k data, 1764k init)',
  'SLUB: HWalign=64, Order=0-3, MinObjects=0, CPUs=32, Nodes=2',
  'Hierarchical RCU implementation.',
  '\tRCU restricting CPUs from NR_CPUS=5120 to nr_cpu_ids=32.',
  'NR_IRQS:327936 nr_irqs:1512 0',
  'Console: colour dummy device 80x25',
  'console [tty0] enabled',
  'allocated 536870912 bytes of page_cgroup',
  'tsc: Fast TSC calibration using PIT',
  'tsc: Detected 2095.091 MHz processor',
  'Calibrating delay loop (skipped), value calculated using timer frequency.. 4190.18 BogoMIPS (lpj=2095091)',
  'pid_max: default: 32768 minimum: 301',
  'Security Framework initialized',
  'SELinux:  Disabled at boot.',
  'Yama: becoming mindful.',
  'Dentry cache hash table entries: 16777216 (order: 15, 134217728 bytes)',
  'Inode-cache hash table entries: 8388608 (order: 14, 67108864 bytes)',
  'Mount-cache hash table entries: 4096',
  ...['memory', 'devices', 'freezer', 'net_cls', 'blkio', 'perf_event', 'hugetlb', 'pids', 'net_prio'].map(
    (name) => `Initializing cgroup subsys ${name}`,
  ),
  'mce: CPU supports 22 MCE banks',
  'CPU0: Thermal monitoring enabled (TM1)',
];

function processors() {
  const lines = [];
  for (let cpu = 1; cpu < 32; cpu++)
    lines.push(`smpboot: Booting Node   ${cpu < 16 ? 0 : 1}, Processors  #${cpu}${cpu % 16 === 15 ? ' OK' : ''}`);
  lines.push('Brought up 32 CPUs', 'smpboot: Total of 32 processors activated (134104.83 BogoMIPS)');
  return lines;
}

function pci() {
  const lines = [
    'PCI: Using configuration type 1 for base access',
    'ACPI: bus type PCI registered',
    'ACPI: Interpreter enabled',
  ];
  for (const bus of [0x00, 0x16, 0x3a, 0x5d, 0x80, 0x85, 0xae, 0xd7]) {
    lines.push(
      `PCI host bridge to bus 0000:${hex(bus, 2)}`,
      `pci_bus 0000:${hex(bus, 2)}: root bus resource [bus ${hex(bus, 2)}-${hex(bus + 0x15, 2)}]`,
    );
    for (let slot = 0; slot < 16; slot++) {
      const name = `pci 0000:${hex(bus, 2)}:${hex(slot + 4, 2)}.${slot % 3}`;
      const base = 0x92000000 + bus * 0x10000 + slot * 0x4000;
      lines.push(
        `${name}: [8086:20${hex(0x20 + slot, 2)}] type 00 class 0x0${slot % 2 === 0 ? '88000' : '80700'}`,
        `${name}: reg 0x10: [mem 0x${hex(base, 8)}-0x${hex(base + 0x3fff, 8)} 64bit]`,
      );
      if (slot % 4 === 0) lines.push(`${name}: PME# supported from D0 D3hot D3cold`);
    }
  }
  return lines;
}

const STORAGE = [
  'SCSI subsystem initialized',
  'libata version 3.00 loaded.',
  'NetLabel: Initializing',
  'Switched to clocksource tsc',
  'TCP established hash table entries: 524288 (order: 10, 4194304 bytes)',
  'TCP bind hash table entries: 65536 (order: 8, 1048576 bytes)',
  'Unpacking initramfs...',
  'Freeing initrd memory: 25244k freed',
  'Block layer SCSI generic (bsg) driver version 0.4 loaded (major 248)',
  'io scheduler deadline registered (default)',
  'ixgbe: Intel(R) 10 Gigabit PCI Express Network Driver - version 4.4.0-k-rh7.4',
  'ixgbe 0000:5d:04.0: Multiqueue Enabled: Rx Queue count = 32, Tx Queue count = 32',
  'ixgbe 0000:5d:04.0: MAC: 2, PHY: 14, SFP+: 5, PBA No: E66560-002',
  'megaraid_sas 0000:3a:04.0: FW now in Ready state',
  'megaraid_sas 0000:3a:04.0: 64 bit DMA mask and 32 bit consistent mask',
  'megaraid_sas 0000:3a:04.0: Init cmd success',
  'scsi host0: Avago SAS based MegaRAID driver',
  'scsi 0:2:0:0: Direct-Access     AVAGO    MR9361-8i        4.68 PQ: 0 ANSI: 5',
  'scsi 0:2:1:0: Direct-Access     AVAGO    MR9361-8i        4.68 PQ: 0 ANSI: 5',
  'sd 0:2:0:0: [sda] 1167966208 512-byte logical blocks: (597 GB/556 GiB)',
  'sd 0:2:1:0: [sdb] 2341795840 512-byte logical blocks: (1.19 TB/1.09 TiB)',
  'sd 0:2:0:0: [sda] Write Protect is off',
  'sd 0:2:1:0: [sdb] Write Protect is off',
  ' sda: sda1 sda2',
  ' sdb: sdb1',
  'sd 0:2:0:0: [sda] Attached SCSI disk',
  'sd 0:2:1:0: [sdb] Attached SCSI disk',
  'device-mapper: uevent: version 1.0.3',
  'device-mapper: ioctl: 4.35.0-ioctl (2016-06-23) initialised: dm-devel@redhat.com',
  'SGI XFS with ACLs, security attributes, no debug enabled',
  'XFS (dm-0): Mounting V5 Filesystem',
  'XFS (dm-0): Ending clean mount',
];

/** In order; all of them within the first seconds. */
export function kernelBoot() {
  return [...HEAD, ...acpi(), ...srat(), ...MEMORY, ...processors(), ...pci(), ...STORAGE];
}

/** What the kernel says while services start. */
export const KERNEL_LATER = [
  'ipmi message handler version 39.2',
  'ipmi_si ipmi_si.0: IPMI kcs interface initialized',
  'EDAC MC: Ver: 3.0.0',
  'XFS (sda1): Mounting V5 Filesystem',
  'XFS (sda1): Ending clean mount',
  'type=1305 audit(1543281129.488:3): audit_pid=811 old=0 auid=4294967295 ses=4294967295 res=1',
  'ip_tables: (C) 2000-2006 Netfilter Core Team',
  'nf_conntrack version 0.5.0 (65536 buckets, 262144 max)',
  'IPv6: ADDRCONF(NETDEV_UP): em1: link is not ready',
  'ixgbe 0000:5d:04.0 em1: NIC Link is Up 10 Gbps, Flow Control: RX/TX',
  'IPv6: ADDRCONF(NETDEV_CHANGE): em1: link becomes ready',
  'bonding: Ethernet Channel Bonding Driver: v3.7.1 (April 27, 2011)',
];
