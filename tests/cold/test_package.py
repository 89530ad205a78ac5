"""What Lambda gets: the built zip, unpacked and tried the way Lambda would."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra import checks, vendor
from infra.package import EPOCH
from tests.end_to_end.deployed import packaged, packaged_template


@pytest.fixture(scope="module")
def package() -> Path:
    return packaged() / "deployment.zip"


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("package")
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    yield folder
    # 155 MB that pytest would otherwise keep for three runs.
    shutil.rmtree(folder)


def test_the_package_is_within_its_budget_and_the_budget_within_lambdas(package, unpacked):
    sizes = checks.sizes(package, unpacked)

    assert 0 < sizes.unzipped <= checks.UNZIPPED_BUDGET < checks.LAMBDA_CEILING


def test_a_package_above_the_budget_is_refused(package, unpacked):
    ballast = unpacked / "ballast.bin"
    with ballast.open("wb") as file:
        file.truncate(checks.UNZIPPED_BUDGET)

    with pytest.raises(checks.PackageRefused, match="unzipped"):
        checks.sizes(package, unpacked)

    ballast.unlink()


def test_every_handler_starts_in_a_process_of_its_own(unpacked):
    checks.handlers_resolve(checks.handlers(packaged_template()), unpacked)


@pytest.mark.parametrize("handler", ["chalicelib.absent.run", "chalicelib.entry.absent"])
def test_a_handler_that_is_not_there_is_refused(unpacked, handler):
    with pytest.raises(checks.PackageRefused, match=handler):
        checks.handlers_resolve([handler], unpacked)


def test_a_handler_that_needs_what_is_not_packaged_is_refused(tmp_path):
    # rich is installed beside the tests, so only a process without our libraries notices.
    (tmp_path / "greedy.py").write_text("import rich\n\ndef run(event, context): ...\n")

    with pytest.raises(checks.PackageRefused, match="rich"):
        checks.handlers_resolve(["greedy.run"], tmp_path)


def test_the_packaged_ffmpeg_encodes_although_unpacking_lost_its_executable_bit(unpacked):
    (binary,) = (unpacked / "imageio_ffmpeg" / "binaries").glob("ffmpeg*")
    assert not binary.stat().st_mode & 0o111

    checks.ffmpeg_runs(unpacked)


def test_what_lambda_brings_itself_is_not_packaged(unpacked):
    checks.runtime_is_not_packaged(unpacked)


def test_a_second_copy_of_the_runtime_is_refused(tmp_path):
    (tmp_path / "botocore").mkdir()

    with pytest.raises(checks.PackageRefused, match="botocore"):
        checks.runtime_is_not_packaged(tmp_path)


def test_nothing_but_the_application_is_packaged(package):
    with zipfile.ZipFile(package) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}

    assert {"app.py", "chalicelib"} <= tops
    assert not tops & {"infra", "tests", "docs", ".chalice", "ministack", "moto", "pytest"}


def test_the_pages_libraries_are_packaged_with_their_licences(unpacked):
    folder = unpacked / "chalicelib" / "web" / "vendor"
    terms = (folder / "LICENSES.txt").read_text()

    assert {path.name for path in folder.iterdir()} == {*vendor.MODULES, vendor.TERMS}
    for holder in ("Jason Miller", "Apache License", "Arjun Barrett"):
        assert holder in terms


def test_the_same_sources_give_the_same_zip_entries(package):
    with zipfile.ZipFile(package) as archive:
        entries = archive.infolist()

    assert {entry.date_time for entry in entries} == {EPOCH}
    names = [entry.filename for entry in entries]
    assert names == sorted(names)


def test_the_zip_itself_keeps_ffmpeg_executable_for_lambda(package):
    with zipfile.ZipFile(package) as archive:
        modes = {checks.is_binary(e.filename): e.external_attr >> 16 for e in archive.infolist()}

    assert modes == {True: 0o100755, False: 0o100644}


def test_cfn_lint_finds_nothing_in_the_packaged_template():
    checks.template_is_clean(packaged() / "template.json")


def test_a_template_that_cfn_lint_dislikes_is_refused(tmp_path):
    template = tmp_path / "template.json"
    template.write_text('{"Resources": {"Queue": {"Type": "AWS::SQS::Qeue"}}}')

    with pytest.raises(checks.PackageRefused, match="Qeue"):
        checks.template_is_clean(template)
