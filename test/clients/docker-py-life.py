"""The life of a container and what goes with it, by docker-py: prints what it was told, as JSON."""

import io
import json
import sys
import tarfile

import docker

name = sys.argv[1]
client = docker.from_env()
told = {"ping": client.ping(), "api": client.version()["ApiVersion"]}

told["run"] = client.containers.run("busybox", ["echo", "hello"], remove=True).decode()
try:
    client.containers.run("busybox", ["sh", "-c", "echo oops >&2; exit 3"], remove=True)
except docker.errors.ContainerError as error:
    told["failed"] = [error.exit_status, error.stderr.decode()]
try:
    client.containers.get("no-such-container-anywhere")
except docker.errors.NotFound as error:
    told["missing"] = [error.status_code, error.explanation]

network = client.networks.create(name)
volume = client.volumes.create(name)
box = client.containers.create(
    "busybox", "cat", name=name, stdin_open=True, init=True, network=name,
    volumes={name: {"bind": "/data", "mode": "rw"}}, labels={"mine": "yes"},
)
socket = box.attach_socket(params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1, "logs": 1})
box.start()
box.reload()
told["state"] = [box.status, box.labels["mine"], sorted(box.attrs["NetworkSettings"]["Networks"])]
raw = getattr(socket, "_sock", socket)
raw.sendall(b"through the socket\n")
frame = b""
while len(frame) < 8 + 19:
    frame += raw.recv(100)
told["attach"] = frame.hex()

told["exec"] = [box.exec_run(["sh", "-c", "echo $A; exit 4"], environment={"A": "b"}).output.decode()]
told["exec"].append(box.exec_run(["false"]).exit_code)
pieces = box.exec_run(["sh", "-c", "echo out; echo err >&2"], demux=True).output
told["demux"] = [piece.decode() for piece in pieces]

tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as archive:
    member = tarfile.TarInfo("file")
    member.size = 5
    archive.addfile(member, io.BytesIO(b"kept\n"))
told["put"] = box.put_archive("/data", tar.getvalue())
chunks, stat = box.get_archive("/data/file")
with tarfile.open(fileobj=io.BytesIO(b"".join(chunks))) as archive:
    told["got"] = [stat["name"], archive.extractfile("file").read().decode()]

samples = box.stats(decode=True, stream=True)
told["stats"] = ["cpu_stats" in next(samples), "cpu_stats" in next(samples)]
told["top"] = [process[-1] for process in box.top(ps_args="-o pid,args")["Processes"]][-1]
told["diff"] = sorted(change["Path"] for change in box.diff() or [])
box.pause()
box.unpause()
box.rename(name + "-2")
image = box.commit(repository=name, tag="committed")
box.kill("TERM")
told["wait"] = box.wait()["StatusCode"]
told["logs"] = box.logs(stdout=True, stderr=True).decode()
told["followed"] = [line.decode() for line in box.logs(stream=True, follow=True)]

built, log = client.images.build(
    fileobj=io.BytesIO(b"FROM busybox\nRUN echo built > /greeting\nCMD cat /greeting\n"), tag=name + ":1", rm=True,
)
told["built"] = client.containers.run(name + ":1", remove=True).decode()
told["log"] = [entry["stream"] for entry in log if entry.get("stream", "").startswith("Step")]
try:
    client.images.build(fileobj=io.BytesIO(b"FROM busybox\nRUN exit 5\n"), rm=True)
except docker.errors.BuildError as error:
    told["unbuilt"] = error.msg
saved = b"".join(client.images.get(name + ":1").save(named=True))
client.images.remove(name + ":1")
told["loaded"] = [one.tags for one in client.images.load(saved)]
client.images.remove(name + ":1")
client.images.remove(name + ":committed")

box.remove(v=True)
network.remove()
volume.remove()
told["removed"] = not client.containers.list(all=True, filters={"name": name})
events = client.events(since=0, until=client.info()["SystemTime"], filters={"container": box.id}, decode=True)
told["events"] = [event["Action"] for event in events if not event["Action"].startswith("exec")]
json.dump(told, sys.stdout, indent=1)
