import { describe, expect, it } from 'vitest';
import { readCgroupPath } from '../../src/reports/cgroup-path.js';

const ID = '0e7dc1a5d2f9b0a6a8b3ce31d14f4a0d2a61a3f4d1e5c9e3a17aa05f9a27b5e4';
const OUTER = 'c3d0a1f990f527465f77f196907b4b02b58c9d797ea70b7c82521f1ed91a950c';
const UID = '1c2d3e4f-ff6e-11e8-9b1c-525400a1b2c3';
const SLICE = `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${UID.replaceAll('-', '_')}.slice`;

describe('readCgroupPath', () => {
  it.each([
    [`/docker/${ID}`, 'docker'],
    [`/system.slice/docker-${ID}.scope`, 'docker'],
    [`/system.slice/cri-containerd-${ID}.scope`, 'cri-containerd'],
    [`/kubepods/besteffort/crio-${ID}`, 'crio'],
    [`/kubepods/besteffort/crio-conmon-${ID}.scope`, 'crio'],
    [`/libpod_parent/libpod-${ID}`, 'libpod'],
    [`/machine.slice/libpod-${ID}.scope/container`, 'libpod'],
    [`system.slice:nerdctl:${ID}`, 'nerdctl'],
    [`/ecs/5f3c1e0d9b8a7f6e/${ID}`, 'ecs'],
    [`/docker-${ID}.scope`, 'docker'],
  ])('finds the container and its manager in %s', (path, manager) => {
    expect(readCgroupPath(path)).toMatchObject({ container: ID, manager });
  });

  it.each([
    `/kubepods/burstable/pod${UID}/${ID}`,
    `/kubepods/pod${UID}/${ID}`,
    `${SLICE}/docker-${ID}.scope`,
    `${SLICE}/cri-containerd-${ID}.scope`,
    `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable-pod${UID.replaceAll('-', '_')}.slice/cri-containerd-${ID}.scope`,
  ])('finds pod and container in %s', (path) => {
    expect(readCgroupPath(path)).toMatchObject({ container: ID, pod: UID });
  });

  it('finds the uid of a static pod, a hash without dashes', () => {
    expect(readCgroupPath('/kubepods/burstable/poda1b2c3d4e5f60718293a4b5c6d7e8f90').pod).toBe(
      'a1b2c3d4e5f60718293a4b5c6d7e8f90',
    );
  });

  it('takes the inner container of docker in docker and keeps the outer one', () => {
    expect(readCgroupPath(`/docker/${OUTER}/docker/${ID}`)).toMatchObject({ container: ID, outer: [OUTER] });
  });

  it('takes the beginning of an id that the line was cut in', () => {
    expect(readCgroupPath('/docker/34186d9bd0770622...')).toMatchObject({ container: '34186d9bd0770622' });
    expect(readCgroupPath('/docker/34186d9b...').container).toBeUndefined();
  });

  it('finds names that containerd and LXC use as ids', () => {
    expect(readCgroupPath('/default/web')).toMatchObject({ container: 'web', manager: 'default' });
    expect(readCgroupPath('/lxc/db1')).toMatchObject({ container: 'db1', manager: 'lxc' });
  });

  it('finds the unit of a service and none inside a container', () => {
    expect(readCgroupPath('/system.slice/docker.service')).toEqual({ outer: [], unit: 'docker.service' });
    expect(readCgroupPath(`/docker/${ID}/system.slice/nginx.service`).unit).toBeUndefined();
    expect(readCgroupPath('/init.scope').unit).toBe('init.scope');
  });

  it.each(['', '/', '/..', '/../..', '/user.slice', '/kubepods', '/a/b/c', '/'.repeat(10_000), 'x'.repeat(100_000)])(
    'says nothing about a path without an owner',
    (path) => {
      expect(readCgroupPath(path)).toEqual({ outer: [] });
    },
  );
});
