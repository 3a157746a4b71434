/** How a volume is copied. `direct` and `portworx` are planned, and refused with a reason until their movers exist. */
export type Method = 'csi' | 'csi+offload' | 'direct' | 'portworx';
