package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"golang.org/x/sys/unix"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func (d *driver) NodeGetInfo(context.Context, *csi.NodeGetInfoRequest) (*csi.NodeGetInfoResponse, error) {
	return &csi.NodeGetInfoResponse{NodeId: d.node, AccessibleTopology: d.topology()}, nil
}

func (d *driver) NodeGetCapabilities(context.Context, *csi.NodeGetCapabilitiesRequest) (*csi.NodeGetCapabilitiesResponse, error) {
	return &csi.NodeGetCapabilitiesResponse{}, nil
}

func (d *driver) NodePublishVolume(_ context.Context, q *csi.NodePublishVolumeRequest) (*csi.NodePublishVolumeResponse, error) {
	r, err := d.pool.load(volumes, q.VolumeId)
	if err != nil {
		return nil, status.Error(codes.NotFound, "no such volume")
	}
	rule := d.knobs.match(subject{r.Namespace, r.Claim, ""})
	if err := d.knobs.fail(rule.FailPublish, "mounting", r.ID); err != nil {
		return nil, err
	}
	d.pool.mu.Lock()
	defer d.pool.mu.Unlock()
	if mounted(q.TargetPath) {
		return &csi.NodePublishVolumeResponse{}, nil
	}
	source, err := d.publishable(r, q.TargetPath)
	if err == nil {
		err = unix.Mount(source, q.TargetPath, "", unix.MS_BIND, "")
	}
	if err == nil && q.Readonly {
		err = unix.Mount("", q.TargetPath, "", unix.MS_BIND|unix.MS_REMOUNT|unix.MS_RDONLY, "")
	}
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &csi.NodePublishVolumeResponse{}, nil
}

// publishable returns what to bind at the target, and makes the target: a folder, or a file for a block device.
func (d *driver) publishable(r *record, target string) (string, error) {
	if !r.Block {
		return d.pool.path(volumes, r.ID), os.MkdirAll(target, 0o750)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
		return "", err
	}
	file, err := os.OpenFile(target, os.O_CREATE|os.O_RDWR, 0o660)
	if err != nil {
		return "", err
	}
	file.Close()
	disk := d.pool.disk(volumes, r.ID)
	if devices := loopDevices(disk); len(devices) > 0 {
		return devices[0], nil
	}
	output, err := exec.Command("losetup", "--find", "--show", "--direct-io=on", disk).Output()
	return strings.TrimSpace(string(output)), err
}

func (d *driver) NodeUnpublishVolume(_ context.Context, q *csi.NodeUnpublishVolumeRequest) (*csi.NodeUnpublishVolumeResponse, error) {
	d.pool.mu.Lock()
	defer d.pool.mu.Unlock()
	for mounted(q.TargetPath) {
		if err := unix.Unmount(q.TargetPath, 0); err != nil {
			return nil, status.Error(codes.Internal, err.Error())
		}
	}
	if err := os.Remove(q.TargetPath); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, status.Error(codes.Internal, err.Error())
	}
	if r, err := d.pool.load(volumes, q.VolumeId); err == nil && r.Block {
		for _, device := range loopDevices(d.pool.disk(volumes, r.ID)) {
			_ = exec.Command("losetup", "--detach", device).Run() // lazy: it goes when its last user does
		}
	}
	return &csi.NodeUnpublishVolumeResponse{}, nil
}

func loopDevices(file string) []string {
	output, _ := exec.Command("losetup", "--noheadings", "--output", "NAME", "--associated", file).Output()
	return strings.Fields(string(output))
}

func mounted(path string) bool {
	content, _ := os.ReadFile("/proc/self/mountinfo")
	for line := range strings.Lines(string(content)) {
		if fields := strings.Fields(line); len(fields) > 4 && fields[4] == path {
			return true
		}
	}
	return false
}
