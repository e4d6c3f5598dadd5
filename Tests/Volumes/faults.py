"""What is killed at every step, and what others have left."""

import os
import pathlib
import shutil
import subprocess

import host as h
from host import PluginError, contents, host

TESTS = []


def test(function):
    TESTS.append(function)
    return function


def killing(call, number):
    """Runs the plugin until its call of the kernel of that number, at which it is killed."""
    return ["strace", "--quiet=all", "--follow-forks", "--output=/dev/null", f"--trace={call}",
            f"--inject={call}:signal=KILL:when={number}"]


def end(node):
    # What strace runs would go on without it.
    children = pathlib.Path(f"/proc/{node.plugin.pid}/task/{node.plugin.pid}/children")
    if node.plugin.poll() is None:
        for child in children.read_text().split():
            os.kill(int(child), 9)
    node.plugin.wait(20)


@test
def a_kill_at_every_step_of_a_mount_leaves_all_or_nothing():
    steps = [("fsopen", 1), ("fsconfig", 1), ("fsconfig", 6), ("fsmount", 1), ("symlinkat", 1), ("symlinkat", 3), ("fchown", 1),
             ("fchown", 2), ("fchmod", 2), ("move_mount", 1)]
    killed = 0
    with host(plugin=False) as node:
        for call, number in steps:
            node.start_plugin(killing(call, number))
            node.create()
            try:
                node.mount()
            except (OSError, h.http.client.HTTPException):
                killed += 1
            end(node)
            for path in map(pathlib.Path, node.mounts()):
                assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}, (call, contents(path))
            node.start_plugin()
            # The engine knows of no mount, so there is none.
            assert node.mounts() == [], (call, number)
            path = node.mount(user="again")
            assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}
            node.unmount(user="again")
            assert node.mounts() == [] and os.listdir(node.runtime) == [], (call, number)
            node.stop_plugin()
    assert killed == len(steps), f"{killed} of {len(steps)} steps were reached"


@test
def a_kill_at_every_step_of_an_unmount_leaves_what_the_next_one_ends():
    steps = [("unlinkat", 1), ("unlinkat", 2), ("unlinkat", 3), ("unlinkat", 5), ("umount2", 1), ("unlinkat", 8)]
    killed = 0
    with host() as node:
        node.create()
        node.stop_plugin()
        for call, number in steps:
            node.start_plugin(killing(call, number))
            node.mount()
            try:
                node.unmount()
            except (OSError, h.http.client.HTTPException):
                killed += 1
            end(node)
            node.start_plugin()
            node.unmount()
            assert node.mounts() == [] and os.listdir(node.runtime) == [], (call, number)
            node.stop_plugin()
    assert killed == len(steps), f"{killed} of {len(steps)} steps were reached"


@test
def a_kill_at_every_step_of_an_update_leaves_the_old_or_the_new_values():
    steps = [("symlinkat", 1), ("symlinkat", 2), ("fchown", 1), ("fchown", 2), ("fchmod", 3)]
    with host() as node:
        node.create()
        path = node.mount()
        node.stop_plugin()
        for number, (call, count) in enumerate(steps):
            old = contents(path)
            new = {"PASSWORD": f"p{number}", f"N{number}": "n"}
            node.write(new)
            try:
                node.start_plugin(killing(call, count))
                node.plugin.wait(10)
            except (AssertionError, subprocess.TimeoutExpired):
                pass
            end(node)
            # A name of a new value may be there, and lead nowhere yet.
            seen = {name: (path / name).read_text() for name in os.listdir(path)
                    if not name.startswith(".") and (path / name).exists()}
            assert seen in (old, new), (call, count, seen)
            node.start_plugin()
            h.wait_for(lambda: contents(path) == new)
            # ..data, where it leads, and two links.
            h.wait_for(lambda: len(os.listdir(path)) == 4)
            node.stop_plugin()


@test
def old_kernels_and_filters_of_system_calls_mount_too():
    with host(plugin=False) as node:
        for error in ("ENOSYS", "EPERM"):
            node.start_plugin(["strace", "--quiet=all", "--follow-forks", "--output=/dev/null", "--trace=fsopen,openat2",
                               f"--inject=fsopen,openat2:error={error}"])
            node.create()
            path = node.mount()
            assert contents(path) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}
            node.unmount()
            assert node.mounts() == []
            node.document.rename(node.path / "document")
            os.symlink(node.path / "document", node.document)
            node.refused("a link leads out", "VolumeDriver.Mount", Name="app", ID="1")
            node.document.unlink()
            (node.path / "document").rename(node.document)
            assert node.mounts() == []
            end(node)


@test
def kernels_without_noswap_mount_too():
    with host(plugin=False) as node:
        # The first setting of a new file system is noswap.
        node.start_plugin(["strace", "--quiet=all", "--follow-forks", "--output=/dev/null", "--trace=fsconfig",
                           "--inject=fsconfig:error=EINVAL:when=1"])
        node.create()
        assert contents(node.mount()) == {"PASSWORD": h.PASSWORD, "TOKEN": h.TOKEN}
        line = next(line for line in open("/proc/self/mountinfo") if node.mounts()[0] in line)
        assert "noswap" not in line, line
        end(node)


@test
def nothing_is_mounted_on_a_link_or_on_what_is_there():
    with host() as node:
        node.create()
        for what in ("a link", "a file", "not empty"):
            (node.runtime / "app").mkdir()
            target = node.runtime / "app/mount"
            elsewhere = node.path / "elsewhere"
            elsewhere.mkdir(exist_ok=True)
            if what == "a link":
                target.symlink_to(elsewhere)
            elif what == "a file":
                target.write_text("x")
            else:
                target.mkdir()
                (target / "file").write_text("x")
            try:
                node.mount()
                raise AssertionError(f"{what}: it was mounted")
            except PluginError as error:
                assert str(target) in error.words, error
            assert node.mounts() == [] and os.listdir(elsewhere) == []
            shutil.rmtree(node.runtime / "app")


@test
def what_is_mounted_there_by_others_stays():
    with host() as node:
        target = node.runtime / "app/mount"
        target.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "others", target], check=True)
        (target / "file").write_text("x")
        node.create()
        node.refused("no volume of this program's", "VolumeDriver.Mount", Name="app", ID="1")
        node.refused("no volume of this program's", "VolumeDriver.Unmount", Name="app", ID="1")
        assert (target / "file").read_text() == "x"
        subprocess.run(["umount", target], check=True)


@test
def a_root_in_a_container_harms_only_its_own_volume():
    with host() as node:
        node.create()
        path = node.mount()
        outside = node.path / "outside"
        outside.mkdir()
        (outside / "PASSWORD").write_text("keep")
        data = os.readlink(path / "..data")
        os.unlink(path / "..data")
        os.symlink(outside, path / "..data")
        shutil.rmtree(path / data)
        os.symlink(outside, path / data)
        node.write({"PASSWORD": "new"})
        h.wait_for(lambda: (path / "PASSWORD").read_text() == "new")
        assert os.listdir(outside) == ["PASSWORD"] and (outside / "PASSWORD").read_text() == "keep"
        node.unmount()
        assert (outside / "PASSWORD").read_text() == "keep"
