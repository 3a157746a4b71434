// csi-driver: a small CSI driver for one node, with real snapshots. Volumes are btrfs subvolumes of a pool, snapshots
// are read-only btrfs snapshots (atomic, a point in time). A file-system volume is a bind mount of its subvolume; a block
// volume is a sparse file in it behind a loop device. It registers itself with the kubelet, so it needs no registrar
// beside it. Its knobs (knobs.go) make it slow or make it fail on demand.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/container-storage-interface/spec/lib/go/csi"
	"google.golang.org/grpc"
	registration "k8s.io/kubelet/pkg/apis/pluginregistration/v1"
)

type driver struct {
	csi.UnimplementedIdentityServer
	csi.UnimplementedControllerServer
	csi.UnimplementedNodeServer
	registration.UnimplementedRegistrationServer

	name, node, endpoint string

	pool    *pool
	knobs   *knobs
	askedAt sync.Map // snapshot id → when it was first asked for, while its cut is delayed
}

func main() {
	d := &driver{}
	flag.StringVar(&d.name, "name", "", "the driver's name, which is also the provisioner's")
	flag.StringVar(&d.node, "node", "", "the node's name")
	flag.StringVar(&d.endpoint, "endpoint", "", "path of the CSI socket")
	register := flag.String("registration", "", "path of the socket in the kubelet's plugins_registry")
	root := flag.String("pool", "", "a folder on btrfs")
	knobsFile := flag.String("knobs", "", "path of the knobs' JSON file")
	flag.Parse()

	var err error
	if d.pool, err = openPool(*root); err != nil {
		log.Fatal(err)
	}
	d.knobs = &knobs{driver: d.name, file: *knobsFile}

	registrar := grpc.NewServer()
	registration.RegisterRegistrationServer(registrar, d)
	go func() { log.Fatal(registrar.Serve(listen(*register))) }()

	server := grpc.NewServer(grpc.UnaryInterceptor(logged))
	csi.RegisterIdentityServer(server, d)
	csi.RegisterControllerServer(server, d)
	csi.RegisterNodeServer(server, d)
	log.Fatal(server.Serve(listen(d.endpoint)))
}

func listen(path string) net.Listener {
	_ = os.Remove(path)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		log.Fatal(err)
	}
	return listener
}

func logged(ctx context.Context, request any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	startedAt := time.Now()
	response, err := handler(ctx, request)
	if !strings.HasSuffix(info.FullMethod, "/Probe") {
		log.Printf("%s %v err=%v", info.FullMethod, time.Since(startedAt).Round(time.Microsecond), err)
	}
	return response, err
}

// idOf turns a CSI name into an id that is one path element.
func idOf(prefix, name string) string {
	return prefix + "-" + strings.NewReplacer("/", "_", ".", "_").Replace(name)
}
