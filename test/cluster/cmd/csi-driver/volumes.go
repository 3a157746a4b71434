package main

import (
	"context"
	"os"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const defaultSizeBytes = 1 << 30

func (d *driver) CreateVolume(_ context.Context, q *csi.CreateVolumeRequest) (*csi.CreateVolumeResponse, error) {
	if q.GetName() == "" || len(q.GetVolumeCapabilities()) == 0 {
		return nil, status.Error(codes.InvalidArgument, "name and capabilities are required")
	}
	wanted := d.wanted(q)
	rule := d.knobs.match(subject{wanted.Namespace, wanted.Claim, ""})
	if err := d.knobs.fail(rule.FailProvision, "provisioning", wanted.ID); err != nil {
		return nil, err
	}
	d.pool.mu.Lock()
	defer d.pool.mu.Unlock()
	if old, err := d.pool.load(volumes, wanted.ID); err == nil {
		if old.Block != wanted.Block || old.SizeBytes < wanted.SizeBytes {
			return nil, status.Error(codes.AlreadyExists, "another volume has that name")
		}
		return d.volumeOf(old, q), nil
	}
	source, err := d.contentSource(q.GetVolumeContentSource(), wanted)
	if err != nil {
		return nil, err
	}
	if err := d.makeVolume(wanted, source); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return d.volumeOf(wanted, q), nil
}

func (d *driver) wanted(q *csi.CreateVolumeRequest) *record {
	r := &record{
		ID:        idOf("vol", q.Name),
		Name:      q.Name,
		SizeBytes: q.GetCapacityRange().GetRequiredBytes(),
		CreatedAt: time.Now(),
		Claim:     q.Parameters["csi.storage.k8s.io/pvc/name"],
		Namespace: q.Parameters["csi.storage.k8s.io/pvc/namespace"],
	}
	if r.SizeBytes == 0 {
		r.SizeBytes = defaultSizeBytes
	}
	for _, capability := range q.VolumeCapabilities {
		r.Block = r.Block || capability.GetBlock() != nil
	}
	return r
}

// volumeOf says that a volume is reachable on this node only: its PV gets the nodeAffinity of a local disk.
func (d *driver) volumeOf(r *record, q *csi.CreateVolumeRequest) *csi.CreateVolumeResponse {
	return &csi.CreateVolumeResponse{Volume: &csi.Volume{
		VolumeId:           r.ID,
		CapacityBytes:      r.SizeBytes,
		ContentSource:      q.VolumeContentSource,
		AccessibleTopology: []*csi.Topology{d.topology()},
	}}
}

// contentSource returns the subvolume to copy, "" for an empty volume.
func (d *driver) contentSource(from *csi.VolumeContentSource, wanted *record) (string, error) {
	k, id := snapshots, from.GetSnapshot().GetSnapshotId()
	if id == "" {
		k, id = volumes, from.GetVolume().GetVolumeId()
	}
	if id == "" {
		return "", nil
	}
	source, err := d.pool.load(k, id)
	switch {
	case err != nil:
		return "", status.Error(codes.NotFound, "no such snapshot or volume to copy")
	case source.Block != wanted.Block:
		return "", status.Error(codes.InvalidArgument, "volume mode differs from the source's")
	case source.SizeBytes > wanted.SizeBytes:
		return "", status.Error(codes.OutOfRange, "smaller than the source")
	case k == snapshots && time.Now().Before(source.ReadyAt):
		return "", status.Error(codes.Unavailable, "the snapshot is not ready yet")
	}
	wanted.Source = id
	return d.pool.path(k, id), nil
}

func (d *driver) makeVolume(r *record, source string) error {
	path := d.pool.path(volumes, r.ID)
	if err := d.pool.create(path, source, false); err != nil {
		return err
	}
	if r.Block {
		if err := growDisk(d.pool.disk(volumes, r.ID), r.SizeBytes); err != nil {
			return err
		}
	} else if source == "" {
		if err := os.Chmod(path, 0o777); err != nil {
			return err
		}
	}
	return d.pool.save(volumes, r)
}

func growDisk(path string, sizeBytes int64) error {
	disk, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer disk.Close()
	if info, err := disk.Stat(); err != nil || info.Size() >= sizeBytes {
		return err
	}
	return disk.Truncate(sizeBytes)
}

func (d *driver) DeleteVolume(_ context.Context, q *csi.DeleteVolumeRequest) (*csi.DeleteVolumeResponse, error) {
	d.pool.mu.Lock()
	defer d.pool.mu.Unlock()
	if err := d.pool.delete(volumes, q.VolumeId); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.DeleteVolumeResponse{}, nil
}

func (d *driver) ValidateVolumeCapabilities(_ context.Context, q *csi.ValidateVolumeCapabilitiesRequest) (*csi.ValidateVolumeCapabilitiesResponse, error) {
	if _, err := d.pool.load(volumes, q.VolumeId); err != nil {
		return nil, status.Error(codes.NotFound, "no such volume")
	}
	return &csi.ValidateVolumeCapabilitiesResponse{
		Confirmed: &csi.ValidateVolumeCapabilitiesResponse_Confirmed{VolumeCapabilities: q.VolumeCapabilities},
	}, nil
}
