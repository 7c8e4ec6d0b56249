/** Lines that make containers. `$N` is a network, `$V` a volume, `$C` another container that runs, `$F` a folder of the host. */
export const containerLines: Readonly<Record<string, string>> = {
  'by nothing but an image': 'create busybox',
  'by what it runs':
    'create -e A=1 -e "B=it\'s \\$HOME \\" x" -e C= -l a=b -l "c=d e=f" -l g= -w /srv -u 1:2 --hostname box --domainname test --entrypoint sh busybox -c "echo \'a  b\'; exit 3"',
  'by an entrypoint of nothing': 'create --entrypoint "" busybox echo -n -- --x',
  'by its streams': 'create -i -t busybox sh',
  'by one stream': 'create -a stdout busybox true',
  'by how it ends': 'create --init --stop-signal INT --stop-timeout 0 --restart on-failure:3 busybox true',
  'by how it goes on': 'create --restart unless-stopped --init=false busybox true',
  'by its health':
    'create --health-cmd "test -e /a b" --health-interval 1500ms --health-timeout 3s --health-retries 4 --health-start-period 1m busybox true',
  'by no health': 'create --no-healthcheck busybox true',
  'by its limits':
    'create -m 64m --memory-reservation 32m --memory-swap 100m --memory-swappiness 0 --cpus 0.25 --cpu-shares 512 --cpuset-cpus 0 --pids-limit 50 --ulimit nofile=100:200 --ulimit core=0 --shm-size 1g --blkio-weight 300 --oom-score-adj 100 busybox true',
  'by its time on the processor':
    'create --cpu-period 50000 --cpu-quota 25000 --memory 6291457 --memory-swap -1 busybox true',
  'by its rights':
    'create --cap-add NET_ADMIN --cap-add SYS_TIME --cap-drop ALL --security-opt no-new-privileges --security-opt seccomp=unconfined --security-opt systempaths=unconfined --group-add 7 --group-add 8 --read-only busybox true',
  'by all rights': 'create --privileged busybox true',
  'by its devices':
    'create --device /dev/null:/dev/zip:r --device /dev/zero --device-cgroup-rule "c 1:3 rw" --device-read-bps /dev/null:1mb --device-write-iops /dev/null:7 busybox true',
  'by its namespaces': 'create --pid host --ipc container:$C --uts host --userns host --cgroupns private busybox true',
  'by its logs': 'create --log-driver json-file --log-opt max-size=1m --log-opt "tag=a b" busybox true',
  'by its kernel': 'create --sysctl net.ipv4.ip_forward=1 --sysctl kernel.msgmax=100 --runtime runc busybox true',
  'by its mounts':
    'create -v $V:/v:ro -v /anonymous -v $F:/f --tmpfs /t:size=1m,mode=700 --tmpfs /u --mount type=bind,src=$F,dst=/g,readonly --mount type=volume,src=$V,dst=/h,volume-nocopy --mount type=tmpfs,dst=/i,tmpfs-size=1m,tmpfs-mode=0700 --volumes-from $C:ro busybox true',
  'by its own volumes':
    'create --volume-driver local --mount "type=volume,dst=/a,\\"volume-label=x=a,b\\"" busybox true',
  'by its ports':
    'create -p 8099:80 -p 127.0.0.1:8098:80/tcp -p 127.0.0.1::53/udp -p [::1]:8097:81 -p 90 --expose 99 --expose 100/udp -P busybox true',
  'by its network':
    'create --network $N --network-alias nick --network-alias other --ip 10.231.8.77 --link $C:c busybox true',
  'by no network': 'create --network none busybox true',
  'by the network of another': 'create --network container:$C busybox true',
  'by the network of the host': 'create --network host busybox true',
  'by what it resolves':
    'create --dns 1.2.3.4 --dns-search test --dns-option ndots:2 --add-host a:1.2.3.4 --add-host b:host-gateway --link $C:c busybox true',
  'and run to its end': 'run -e A=b busybox true',
  'and run with its input': 'run -i --init busybox cat',
  'and run by one stream': 'run -a stderr busybox true',
  'and run in the background': 'run -d --init --network $N busybox sleep 600',
  'and run in the background with its input': 'run -d -i -t busybox sh',
};
