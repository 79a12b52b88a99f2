/** Whose words a line is. */
export type Teller = 'kernel' | 'systemd' | 'dockerd' | 'containerd' | 'kubelet' | 'container';

/** Something that a program of the host said, before it is decided which log keeps it and how. */
export interface Told {
  /** ms after the story's beginning. */
  readonly at: number;
  readonly by: Teller;
  readonly text: string;
  /** Level of dockerd's and containerd's lines. */
  readonly level?: 'debug' | 'info' | 'warning' | 'error' | 'fatal';
  /** Fields behind `msg=`, as logfmt prints them. */
  readonly fields?: string;
  /** Without what is decisive, the story must not be claimed. */
  readonly decisive?: boolean;
}

/** Goroutines that one program dumped into a file. */
export interface Dumped {
  readonly at: number;
  readonly by: 'dockerd' | 'containerd';
  readonly text: string;
  readonly decisive?: boolean;
}

/** One planted incident. */
export interface Story {
  /** The signature that must be found, once. */
  readonly id: string;
  /** Signature that must stand first; the story's own one if absent. */
  readonly root?: string;
  readonly lines: readonly Told[];
  readonly dumps?: readonly Dumped[];
}
