#!/bin/sh
# A machine within the machine, for a Docker engine: processes, mounts, network and names of its own over a root folder. Nothing of the
# outer machine's network or mounts changes, and with its first process everything in it ends.
#   docker-box.sh ROOT WORK PROJECT    ROOT: unpacked packages, left as they are; WORK: what changes; PROJECT: also seen inside, under its path
# Prints "ready" when commands can enter it (nsenter), and lives until it is killed.
set -eu
root=$1 work=$2 project=$3
merged=$work/root
mkdir -p "$merged" "$work/upper" "$work/overlay" "$work/docker" "$work/containerd"
mount -t overlay -o "lowerdir=$root,upperdir=$work/upper,workdir=$work/overlay" overlay "$merged"
cd "$merged"
mkdir -p proc sys dev run tmp etc var/tmp var/log var/lib/docker var/lib/containerd ".$project" .outer
mount -t proc proc proc
mount -t sysfs sysfs sys
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  mount --rbind /sys/fs/cgroup sys/fs/cgroup
else # version 1: without the empty "unified" beside it, engines take it for what it is
  mount -t tmpfs -o mode=755 cgroups sys/fs/cgroup
  for controller in /sys/fs/cgroup/*/; do
    name=$(basename "$controller")
    [ "$name" = unified ] && continue
    mkdir "sys/fs/cgroup/$name"
    mount --bind "$controller" "sys/fs/cgroup/$name"
  done
fi
mount -t tmpfs -o mode=755 dev dev
for device in null zero full random urandom tty kmsg fuse; do
  [ -e "/dev/$device" ] || continue
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm dev/mqueue
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t tmpfs -o mode=755 run run
mount --bind "$work/docker" var/lib/docker # an overlay cannot hold the engine's own
mount --bind "$work/containerd" var/lib/containerd
mount --bind "$project" ".$project"
mount -o remount,bind,ro ".$project"
printf '127.0.0.1 localhost docker\n' >etc/hosts
hostname docker
ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
for tool in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -sf "${tool%%-*}-nft${tool#"${tool%%-*}"}" "usr/sbin/$tool" # what the package's own script does
done
pivot_root . .outer
cd /
umount -l /.outer
mount --make-rshared /
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin HOME=/root
setsid dockerd >/var/log/dockerd.log 2>&1 </dev/null &
until docker version >/dev/null 2>&1; do
  kill -0 $! 2>/dev/null || { cat /var/log/dockerd.log; exit 1; }
  sleep 0.2
done
echo ready
exec sleep infinity
