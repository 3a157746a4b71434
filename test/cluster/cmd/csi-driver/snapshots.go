package main

import (
	"context"
	"log"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

func snapshotOf(r *record) *csi.Snapshot {
	return &csi.Snapshot{
		SnapshotId:     r.ID,
		SourceVolumeId: r.Source,
		SizeBytes:      r.SizeBytes,
		CreationTime:   timestamppb.New(r.CreatedAt),
		ReadyToUse:     !time.Now().Before(r.ReadyAt),
	}
}

// CreateSnapshot cuts a read-only btrfs snapshot. Called again for the same name it returns the one it made, which is
// also how csi-snapshotter asks whether a snapshot is ready.
func (d *driver) CreateSnapshot(ctx context.Context, q *csi.CreateSnapshotRequest) (*csi.CreateSnapshotResponse, error) {
	id := idOf("snap", q.Name)
	// One that was made is found also when its volume is gone.
	source, err := d.pool.load(snapshots, id)
	if err == nil && source.Source == q.SourceVolumeId {
		rule := d.knobs.match(subject{source.Namespace, source.Claim, q.Parameters["csi.storage.k8s.io/volumesnapshot/name"]})
		if err := d.knobs.fail(rule.FailAfterCut, "after the cut", id); err != nil {
			return nil, err
		}
		return &csi.CreateSnapshotResponse{Snapshot: snapshotOf(source)}, nil
	}
	source, err = d.pool.load(volumes, q.SourceVolumeId)
	if err != nil {
		return nil, status.Error(codes.NotFound, "no such volume")
	}
	rule := d.knobs.match(subject{source.Namespace, source.Claim, q.Parameters["csi.storage.k8s.io/volumesnapshot/name"]})
	if _, err := d.pool.load(snapshots, id); err != nil {
		if err := d.knobs.fail(rule.FailBeforeCut, "before the cut", id); err != nil {
			return nil, err
		}
		if err := d.delayCut(ctx, id, seconds(rule.CutDelaySeconds)); err != nil {
			return nil, err
		}
	}
	made, err := d.cut(id, q.Name, source, seconds(rule.ReadyDelaySeconds))
	if err != nil {
		return nil, err
	}
	if err := d.knobs.fail(rule.FailAfterCut, "after the cut", id); err != nil {
		return nil, err
	}
	return &csi.CreateSnapshotResponse{Snapshot: snapshotOf(made)}, nil
}

// delayCut counts from the first request for the snapshot: a caller that gives up and asks again waits for the rest.
func (d *driver) delayCut(ctx context.Context, id string, delay time.Duration) error {
	if delay == 0 {
		return nil
	}
	first, _ := d.askedAt.LoadOrStore(id, time.Now())
	select {
	case <-time.After(time.Until(first.(time.Time).Add(delay))):
		return nil
	case <-ctx.Done():
		return status.Error(codes.DeadlineExceeded, "the snapshot is still being cut")
	}
}

func (d *driver) cut(id, name string, source *record, readyDelay time.Duration) (*record, error) {
	d.pool.mu.Lock()
	defer d.pool.mu.Unlock()
	if old, err := d.pool.load(snapshots, id); err == nil {
		if old.Source != source.ID {
			return nil, status.Error(codes.AlreadyExists, "another snapshot has that name")
		}
		return old, nil
	}
	r := *source
	r.ID, r.Name, r.Source, r.CreatedAt = id, name, source.ID, time.Now()
	if err := d.pool.create(d.pool.path(snapshots, id), d.pool.path(volumes, source.ID), true); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	r.ReadyAt = time.Now().Add(readyDelay)
	if err := d.pool.save(snapshots, &r); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	log.Printf("cut %s of %s/%s", id, r.Namespace, r.Claim)
	return &r, nil
}

func (d *driver) DeleteSnapshot(_ context.Context, q *csi.DeleteSnapshotRequest) (*csi.DeleteSnapshotResponse, error) {
	d.pool.mu.Lock()
	defer d.pool.mu.Unlock()
	if r, err := d.pool.load(snapshots, q.SnapshotId); err == nil {
		rule := d.knobs.match(subject{r.Namespace, r.Claim, ""})
		if err := d.knobs.fail(rule.FailDelete, "deletion", r.ID); err != nil {
			return nil, err
		}
	}
	if err := d.pool.delete(snapshots, q.SnapshotId); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.DeleteSnapshotResponse{}, nil
}

func (d *driver) ListSnapshots(_ context.Context, q *csi.ListSnapshotsRequest) (*csi.ListSnapshotsResponse, error) {
	found, err := d.pool.list(snapshots)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	response := &csi.ListSnapshotsResponse{}
	for _, r := range found {
		if (q.SnapshotId == "" || q.SnapshotId == r.ID) && (q.SourceVolumeId == "" || q.SourceVolumeId == r.Source) {
			response.Entries = append(response.Entries, &csi.ListSnapshotsResponse_Entry{Snapshot: snapshotOf(r)})
		}
	}
	return response, nil
}
