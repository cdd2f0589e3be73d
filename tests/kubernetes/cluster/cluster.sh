#!/usr/bin/env bash
# A real Kubernetes of two nodes from package registries only, in namespaces of its own; nothing of the machine's network is changed.
#   cluster.sh build            node folder (Debian forky), kube, coredns, metrics-server, kube-router (Go module proxy), once; kept in $CLUSTER
#   cluster.sh up               etcd, apiserver, controller-manager, scheduler, containerd, kubelet, kube-proxy, kube-router, CoreDNS, metrics-server
#   cluster.sh load FILE...     image archives (docker save / buildah push docker-archive:) into the containerd of each node
#   cluster.sh in CMD...        a command inside the first node (its network sees pods and Services): in kubectl get pods, in curl ...
#   cluster.sh beside CMD...    a command of this machine, whose network is the first node's and whose kubectl is the cluster's
#   cluster.sh proof IMAGE...   up, load, npm run proof:k8s with the overlay local-ferretdb, down; $PROOF: its options
#   cluster.sh down             everything ended, mounts and cgroups gone
# NODES=1: without the second node, which runs workloads alone.
# CPU_SHARES: what all pods together weigh against the rest of this machine, which has 1024 for each process group beside them. Where pods get
# less than they ask for, requests take longer than UPSTREAM_TIMEOUT_MS, and that is what the proof then shows.
# For a machine that reaches package registries and no registry of images. Needs root, Linux 6 on x64, Go 1.26.4, gcc, openssl, and
# apt-get install --no-install-recommends mmdebstrap buildah runc
set -euo pipefail
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CLUSTER=${CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/membership-shop/cluster}
# the Debian mirror that this machine's own apt sources name
MIRROR=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | sort -u | head -n 1)}
KUBE=v1.37.2 COREDNS=v1.14.2 METRICS=v0.9.0 KUBE_ROUTER=v2.1.0
command -v mmdebstrap >/dev/null || { echo 'mmdebstrap is missing: apt-get update && apt-get install -y --no-install-recommends mmdebstrap buildah runc' >&2; exit 1; }
mkdir -p "$CLUSTER"
ROOT=$CLUSTER/node PID=$CLUSTER/node.pid BIN=$CLUSTER/bin SRC=$CLUSTER/src
ROOT2=$CLUSTER/node2 PID2=$CLUSTER/node2.pid
IP=10.77.0.1 IP2=10.77.0.2 # pods: 10.244.0.0/24 and 10.244.1.0/24
NODES=${NODES:-2}

build_node() {
  local packages=containerd,runc,containernetworking-plugins,iptables,ipset,conntrack,socat,iproute2,mount,util-linux,procps,kubectl,kustomize,etcd-server,bash,dash,coreutils,sed,grep,findutils,tar,gzip,curl,libc-bin,hostname,openssl,base-files,base-passwd
  [ "$(cat "$ROOT/.done" 2>/dev/null)" = "$packages" ] && return
  rm -rf "$ROOT"
  mmdebstrap --variant=extract --mode=root --include=$packages \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='APT::Install-Recommends "false"' forky "$ROOT" "$MIRROR"
  echo "$packages" >"$ROOT/.done"
}

build_kube() { # twelve minutes of two cores
  [ -x "$BIN/kube" ] && [ -x "$BIN/coredns" ] && [ -x "$BIN/metrics-server" ] && return
  mkdir -p "$BIN" "$SRC"; cd "$SRC"
  cp -R "$HERE/cmd" .
  # k8s.io/kubernetes takes its own libraries from its folder staging/: an importer has to name their published versions.
  local mod; mod=$(go mod download -json k8s.io/kubernetes@$KUBE | sed -n 's/.*"GoMod": "\(.*\)",/\1/p')
  { printf 'module kube\n\ngo 1.26.4\n\nrequire (\n\tk8s.io/kubernetes %s\n\tgithub.com/coredns/coredns %s\n\tsigs.k8s.io/metrics-server %s\n)\n\nreplace (\n' $KUBE $COREDNS $METRICS
    sed -n '/^replace (/,/^)/p' "$mod" | awk -v v="v0.${KUBE#v1.}" '/=>/ {print "\t" $1 " => " $1 " " v}'; echo ')'; } >go.mod
  go mod tidy
  local v=k8s.io/component-base/version
  CGO_ENABLED=0 go build -trimpath -tags providerless -o "$BIN/" \
    -ldflags "-s -w -X $v.gitVersion=$KUBE -X $v.gitMajor=1 -X $v.gitMinor=37 -X $v.gitTreeState=clean" ./cmd/...
}

build_policies() { # kube-router, for its enforcement of NetworkPolicies alone
  [ -x "$BIN/kube-router" ] || GOBIN=$BIN CGO_ENABLED=0 go install "github.com/cloudnativelabs/kube-router/v2/cmd/kube-router@$KUBE_ROUTER"
}

build_images() { # two images of one static file each, and the one that holds a pod's namespaces
  [ -e "$CLUSTER/system.tar" ] && return
  local t; t=$(mktemp -d); trap 'rm -rf "$t"' RETURN
  printf '#include <signal.h>\n#include <unistd.h>\n#include <sys/wait.h>\nstatic void end(int s){_exit(0);}\nstatic void reap(int s){while(waitpid(-1,0,WNOHANG)>0);}\nint main(){signal(SIGINT,end);signal(SIGTERM,end);signal(SIGCHLD,reap);for(;;)pause();}\n' >"$t/pause.c"
  gcc -Os -static -s -o "$t/pause" "$t/pause.c"
  cp "$BIN/coredns" "$BIN/metrics-server" "$t"
  image() { # NAME FILE
    printf 'FROM scratch\nCOPY %s /%s\nENTRYPOINT ["/%s"]\n' "$2" "$2" "$2" >"$t/Containerfile"
    buildah --storage-driver vfs --root "$t/s" --runroot "$t/r" bud -q -t "$1" -f "$t/Containerfile" "$t" >/dev/null
    buildah --storage-driver vfs --root "$t/s" --runroot "$t/r" push -q "$1" "docker-archive:$CLUSTER/$2.tar:$1"
  }
  image localhost/pause:1 pause; image localhost/coredns:1 coredns; image localhost/metrics-server:1 metrics-server
  touch "$CLUSTER/system.tar"
}

box() { # ROOT PIDFILE NAME: pid, mount, network, name namespaces over the node's folder; cgroup v1 as it is, without the empty unified one
  setsid unshare --mount --pid --net --uts --ipc --fork --propagation private bash -c '
    set -e; root=$1
    mount --bind "$root" "$root"; mount -t proc proc "$root/proc"; mount -t sysfs sysfs "$root/sys"
    mount -t tmpfs -o mode=755 cgroups "$root/sys/fs/cgroup"
    for c in /sys/fs/cgroup/*/; do n=$(basename "$c"); [ "$n" = unified ] && continue; mkdir "$root/sys/fs/cgroup/$n"; mount --bind "$c" "$root/sys/fs/cgroup/$n"; done
    mount -t tmpfs -o mode=755 dev "$root/dev"
    for d in null zero full random urandom tty kmsg fuse; do [ -e /dev/$d ] || continue; touch "$root/dev/$d"; mount --bind /dev/$d "$root/dev/$d"; done
    mkdir "$root/dev/pts" "$root/dev/shm" "$root/dev/mqueue"; mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"; ln -s pts/ptmx "$root/dev/ptmx"; mount -t tmpfs shm "$root/dev/shm"
    ln -s /proc/self/fd "$root/dev/fd"; ln -s /proc/self/fd/1 "$root/dev/stdout"; ln -s /proc/self/fd/2 "$root/dev/stderr"
    mount -t tmpfs -o mode=755 run "$root/run"; hostname "$2"; ip link set lo up
    mkdir -p "$root/.old"; cd "$root"; pivot_root . .old; cd /; umount -l /.old; mount --make-rshared /
    touch /run/ready; trap "exit 0" TERM
    while :; do sleep 1000 & wait $! || true; done' node-of-cluster "$1" "$3" </dev/null >"$CLUSTER/box.log" 2>&1 &
  local unshare=$! pid
  for _ in $(seq 100); do
    pid=$(cat /proc/$unshare/task/*/children 2>/dev/null | awk '{print $1}') || true
    if [ -n "$pid" ] && [ -e /proc/$pid/root/run/ready ]; then echo $pid >"$2"; return; fi
    sleep 0.1
  done
  cat "$CLUSTER/box.log"; return 1
}

on() { local pid=$1; shift; (cd / && exec nsenter --target "$(cat "$pid")" --mount --pid --net --uts --ipc --root --wdns=/ env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin HOME=/root KUBECONFIG=/etc/kubernetes/admin.conf "$@"); }
inside() { on "$PID" "$@"; }
until_true() { local end=$((SECONDS + $1)); shift; while [ $SECONDS -lt $end ]; do "$@" >/dev/null 2>&1 && return 0; sleep 0.25; done; echo "not in time: $*" >&2; return 1; }
starts_on() { local pid=$1 name=$2; shift 2; on "$pid" setsid bash -c '"$@" </dev/null >/var/log/$0.log 2>&1 & echo $! >/run/$0.pid' "$name" "$@"; }
starts() { starts_on "$PID" "$@"; }

up() {
  down
  sysctl vm.overcommit_memory kernel.panic kernel.panic_on_oops >"$CLUSTER/sysctl.before" # the kubelet sets these three
  mkdir -p "$ROOT/usr/local/bin"; cp -f "$BIN/kube" "$BIN/kube-router" "$ROOT/usr/local/bin/"
  for p in kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet; do ln -sf kube "$ROOT/usr/local/bin/$p"; done
  for t in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do ln -sf "${t%%-*}-nft${t#"${t%%-*}"}" "$ROOT/usr/sbin/$t"; done
  mkdir -p "$ROOT"/etc/{kubernetes,containerd,cni/net.d} "$ROOT"/var/{log,tmp,lib/etcd,lib/kubelet} "$ROOT/tmp"
  rm -rf "$ROOT"/var/lib/{etcd,kubelet,cni,volumes}; mkdir -p -m 777 "$ROOT"/var/lib/volumes/{0..5}; mkdir -p -m 700 "$ROOT/var/lib/etcd"; mkdir -p "$ROOT/var/lib/kubelet"
  grep -q ^root: "$ROOT/etc/passwd" 2>/dev/null || echo 'root:x:0:0:root:/root:/bin/bash' >"$ROOT/etc/passwd"
  printf '127.0.0.1 localhost\n%s node\n' $IP >"$ROOT/etc/hosts"; echo "nameserver 127.0.0.1" >"$ROOT/etc/resolv.conf"
  box "$ROOT" "$PID" node
  inside sysctl -qw net.ipv4.ip_forward=1
  inside bash -ec "ip link add node0 type bridge; ip addr add $IP/24 dev node0; ip link set node0 up; ip route add default via 10.77.0.254 dev node0 onlink"
  certificates
  configure
  starts containerd containerd
  starts etcd etcd --data-dir /var/lib/etcd --unsafe-no-fsync --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 --listen-peer-urls http://127.0.0.1:2380 --log-level warn
  local k=/etc/kubernetes
  starts kube-apiserver kube-apiserver --etcd-servers=http://127.0.0.1:2379 --secure-port=6443 --advertise-address=$IP \
    --tls-cert-file=$k/apiserver.crt --tls-private-key-file=$k/apiserver.key --client-ca-file=$k/ca.crt \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file=$k/sa.pub --service-account-signing-key-file=$k/sa.key \
    --service-cluster-ip-range=10.96.0.0/16 --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged=true \
    --kubelet-client-certificate=$k/admin.crt --kubelet-client-key=$k/admin.key --kubelet-preferred-address-types=InternalIP \
    --requestheader-client-ca-file=$k/ca.crt --requestheader-allowed-names=front-proxy --requestheader-extra-headers-prefix=X-Remote-Extra- \
    --requestheader-group-headers=X-Remote-Group --requestheader-username-headers=X-Remote-User \
    --proxy-client-cert-file=$k/front-proxy.crt --proxy-client-key-file=$k/front-proxy.key --enable-aggregator-routing=true
  until_true 90 inside kubectl get --raw /readyz
  starts kube-controller-manager kube-controller-manager --kubeconfig=$k/admin.conf --leader-elect=false --use-service-account-credentials \
    --service-account-private-key-file=$k/sa.key --root-ca-file=$k/ca.crt --cluster-signing-cert-file=$k/ca.crt --cluster-signing-key-file=$k/ca.key \
    --horizontal-pod-autoscaler-sync-period=5s --horizontal-pod-autoscaler-initial-readiness-delay=5s --horizontal-pod-autoscaler-downscale-stabilization=30s
  starts kube-scheduler kube-scheduler --kubeconfig=$k/admin.conf --leader-elect=false
  until_true 30 inside ctr version
  load_on "$PID" "$CLUSTER"/{pause,coredns,metrics-server}.tar
  starts kubelet kubelet --config=$k/kubelet.yaml --kubeconfig=$k/kubelet.conf --node-ip=$IP --hostname-override=node
  starts kube-proxy kube-proxy --config=$k/proxy.yaml
  until_true 60 inside kubectl get serviceaccount default
  inside kubectl apply -f $k/addons.yaml -f $k/volumes.yaml >/dev/null
  until_true 90 inside bash -c 'kubectl wait --for=condition=Ready node/node --timeout=1s'
  starts kube-router kube-router --run-firewall=true --run-router=false --run-service-proxy=false --kubeconfig=$k/admin.conf --hostname-override=node --iptables-sync-period=10s
  until_true 30 inside curl -sf http://127.0.0.1:20244/healthz
  inside kubectl -n kube-system rollout status deployment/coredns deployment/metrics-server --timeout=120s
  [ "$NODES" -lt 2 ] || second_node
  [ -z "${CPU_SHARES:-}" ] || for pods in kubepods node2; do [ ! -e /sys/fs/cgroup/cpu/$pods ] || echo $((CPU_SHARES / NODES)) >/sys/fs/cgroup/cpu/$pods/cpu.shares; done
}

second_node() { # its programs are the first's, by hard links; its network is a cable to the first's bridge
  rm -rf "$ROOT2"/{etc,run,tmp,var/lib/kubelet,var/lib/cni}; mkdir -p "$ROOT2"/{proc,sys,dev,run,tmp,root,var/log,var/tmp,var/lib/kubelet}
  rm -rf "$ROOT2/usr"; cp -al "$ROOT/usr" "$ROOT2/usr"
  for link in bin sbin lib lib64; do ln -sfn "usr/$link" "$ROOT2/$link"; done
  cp -a "$ROOT/etc" "$ROOT2/etc"
  printf '127.0.0.1 localhost\n%s node2\n' $IP2 >"$ROOT2/etc/hosts"
  # the kubelet of each node takes care of the groups below its own
  for tree in /sys/fs/cgroup/*/; do
    [ "$(basename "$tree")" = unified ] && continue
    mkdir -p "$tree/node2"
    for file in cpuset.cpus cpuset.mems; do [ ! -e "$tree/$file" ] || cat "$tree/$file" >"$tree/node2/$file"; done
  done
  echo 2048 >/sys/fs/cgroup/cpu/node2/cpu.shares # as the first's kubelet sets
  echo 'cgroupRoot: /node2' >>"$ROOT2/etc/kubernetes/kubelet.yaml"
  sed -i 's/^hostnameOverride: .*/hostnameOverride: node2/' "$ROOT2/etc/kubernetes/proxy.yaml"
  sed -i 's#10.244.0.0/24#10.244.1.0/24#' "$ROOT2/etc/cni/net.d/10-pods.conflist"
  mv "$ROOT2/etc/kubernetes/kubelet2.conf" "$ROOT2/etc/kubernetes/kubelet.conf"
  sed -i "s#https://127.0.0.1:6443#https://$IP:6443#" "$ROOT2"/etc/kubernetes/{admin,kubelet}.conf
  box "$ROOT2" "$PID2" node2
  nsenter --target "$(cat "$PID")" --net ip link add to-node2 type veth peer name node0 netns "$(cat "$PID2")"
  inside bash -ec "ip link set to-node2 master node0 up; ip route add 10.244.1.0/24 via $IP2"
  on "$PID2" bash -ec "sysctl -qw net.ipv4.ip_forward=1; ip addr add $IP2/24 dev node0; ip link set node0 up; ip route add default via 10.77.0.254 dev node0 onlink; ip route add 10.244.0.0/24 via $IP"
  starts_on "$PID2" containerd containerd
  until_true 30 on "$PID2" ctr version
  load_on "$PID2" "$CLUSTER/pause.tar"
  local k=/etc/kubernetes
  starts_on "$PID2" kubelet kubelet --config=$k/kubelet.yaml --kubeconfig=$k/kubelet.conf --node-ip=$IP2 --hostname-override=node2
  starts_on "$PID2" kube-proxy kube-proxy --config=$k/proxy.yaml
  until_true 90 inside kubectl wait --for=condition=Ready node/node2 --timeout=1s
  starts_on "$PID2" kube-router kube-router --run-firewall=true --run-router=false --run-service-proxy=false --kubeconfig=$k/admin.conf --hostname-override=node2 --iptables-sync-period=10s
  until_true 30 on "$PID2" curl -sf http://127.0.0.1:20244/healthz
}

certificates() {
  inside bash -ec 'cd /etc/kubernetes; exec >/dev/null 2>&1
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.crt -subj /CN=cluster-ca -days 3650 -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,digitalSignature
    sign() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -out $1.csr -subj "$2"; openssl x509 -req -in $1.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out $1.crt -extfile <(printf "subjectAltName=%s\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth,clientAuth\n" "$3"); }
    sign apiserver /CN=kube-apiserver IP:127.0.0.1,IP:10.96.0.1,IP:'$IP',DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local
    sign admin /O=system:masters/CN=admin DNS:admin
    sign kubelet /O=system:nodes/CN=system:node:node DNS:node,IP:'$IP'
    sign kubelet2 /O=system:nodes/CN=system:node:node2 DNS:node2,IP:'$IP2'
    sign front-proxy /CN=front-proxy DNS:front-proxy
    openssl genrsa -out sa.key 2048; openssl rsa -in sa.key -pubout -out sa.pub
    for who in admin kubelet kubelet2; do kubectl config --kubeconfig=$who.conf set-cluster c --server=https://127.0.0.1:6443 --certificate-authority=ca.crt --embed-certs; kubectl config --kubeconfig=$who.conf set-credentials u --client-certificate=$who.crt --client-key=$who.key --embed-certs; kubectl config --kubeconfig=$who.conf set-context c --cluster=c --user=u; kubectl config --kubeconfig=$who.conf use-context c; done'
}

configure() {
  # ptp, not bridge: pods are routed, so Services work without bridge-nf-call-iptables
  echo '{"cniVersion":"1.0.0","name":"pods","plugins":[{"type":"ptp","ipMasq":false,"ipam":{"type":"host-local","ranges":[[{"subnet":"10.244.0.0/24"}]],"routes":[{"dst":"0.0.0.0/0"}]}},{"type":"portmap","capabilities":{"portMappings":true}}]}' >"$ROOT/etc/cni/net.d/10-pods.conflist"
  cp "$HERE"/{kubelet,proxy,addons,volumes}.yaml "$ROOT/etc/kubernetes/"
  cp "$HERE/containerd.toml" "$ROOT/etc/containerd/config.toml"
}

load_on() { local pid=$1 f; shift; for f; do on "$pid" ctr -n k8s.io images import --digests=false - <"$f" >/dev/null; done; }
load() { # engines have their volumes on the first node
  load_on "$PID" "$@"
  local f; for f; do case $f in *postgres-documentdb*|*ferretdb*|*nats*) ;; *) [ ! -e "$PID2" ] || load_on "$PID2" "$f" ;; esac; done
}

down() {
  [ -e "$CLUSTER/sysctl.before" ] && sed 's/ //g' "$CLUSTER/sysctl.before" | xargs -r sysctl -qw
  rm -f "$CLUSTER/sysctl.before"
  [ -e "$PID" ] || [ -e "$PID2" ] || return 0
  local pid; for pid in "$PID" "$PID2"; do [ ! -e "$pid" ] || kill -9 "$(cat "$pid")" 2>/dev/null || true; rm -f "$pid"; done; sleep 1
  for _ in 1 2 3 4 5 6; do find /sys/fs/cgroup -depth -type d \( -path '*/kubepods*' -o -path '*/k8s.io*' -o -path '*/node2*' \) -exec rmdir {} + 2>/dev/null || true; done
}

beside() { nsenter --target "$(cat "$PID")" --net env KUBECONFIG="$ROOT/etc/kubernetes/admin.conf" "$@"; }

proof() { # within the node's network, and otherwise on this machine
  trap down EXIT
  up; load "$@"
  cd "$HERE/../../.."
  beside npm run --silent proof:k8s -- --overlay k8s/overlays/local-ferretdb --url "http://$IP:30400" ${PROOF:-}
}

case ${1:-} in
proof) shift; proof "$@" ;;
build) build_node; build_kube; build_policies; build_images ;;
up) up ;;
load) shift; load "$@" ;;
in) shift; inside "$@" ;;
beside) shift; beside "$@" ;;
do) shift; "$@" ;; # one step, by its name
down) down ;;
*) sed -n 2,12p "$0"; exit 2 ;;
esac
