"""NIfTI files are read as they are meant, and broken ones are told by name."""

from __future__ import annotations

import builtins
import gzip
import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest

from labelgauge.dataset.label_values import label_values
from labelgauge.dataset.nifti import open_nifti
from labelgauge.dataset.volume_grid import grid_of
from labelgauge.errors import FormatError, LabelGaugeError, MissingExtraError
from tests.formats.nifti_files import affine_of, save, two_boxes


@pytest.mark.parametrize("name", ["a.nii", "a.nii.gz"])
@pytest.mark.parametrize("nifti2", [False, True])
@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i4", "u4", "i8", "u8", "f4", "f8", ">i2", ">f4"])
def test_voxels_are_those_that_were_written(tmp_path: Path, dtype: str, nifti2: bool, name: str) -> None:
    voxels = two_boxes().astype(dtype)
    file = open_nifti(save(tmp_path / name, voxels, nifti2=nifti2))
    assert (file.shape, file.pixdim, file.mm_per_unit, file.names_unit) == ((7, 8, 9), (2.0, 1.0, 0.5), 1.0, True)
    read = file.voxels()
    np.testing.assert_array_equal(read, voxels)
    labels = label_values(read, threshold=None, path=file.path)
    assert labels.dtype.kind in "iu"
    assert labels.dtype.isnative
    np.testing.assert_array_equal(labels, voxels)


def test_big_endian_header(tmp_path: Path) -> None:
    header = nibabel.Nifti1Header(endianness=">")
    image = nibabel.Nifti1Image(two_boxes().astype(">i2"), np.eye(4), header)
    (tmp_path / "a.nii").write_bytes(image.to_bytes())
    assert (tmp_path / "a.nii").read_bytes()[:4] == b"\0\0\x01\x5c"
    np.testing.assert_array_equal(open_nifti(tmp_path / "a.nii").voxels(), two_boxes())


def test_gzip_is_told_by_content(tmp_path: Path) -> None:
    (tmp_path / "a.nii").write_bytes(save(tmp_path / "b.nii.gz", two_boxes()).read_bytes())
    np.testing.assert_array_equal(open_nifti(tmp_path / "a.nii").voxels(), two_boxes())


def test_further_axes_of_length_one(tmp_path: Path) -> None:
    file = open_nifti(save(tmp_path / "a.nii", two_boxes()[..., None, None]))
    assert file.shape == (7, 8, 9)
    np.testing.assert_array_equal(file.voxels(), two_boxes())


def test_two_axes_are_an_image_and_three_a_volume(tmp_path: Path) -> None:
    voxels = two_boxes()[:, :, 3]
    image, volume = (open_nifti(save(tmp_path / "a.nii", each)) for each in (voxels, voxels[..., np.newaxis]))
    assert (image.shape, image.is_image) == ((7, 8, 1), True)
    assert (volume.shape, volume.is_image) == ((7, 8, 1), False)
    np.testing.assert_array_equal(image.voxels(), voxels[..., np.newaxis])
    unused = open_nifti(save(tmp_path / "a.nii", voxels, dim=[2, 7, 8, 0, -1, 5, 1, 1]))
    np.testing.assert_array_equal(unused.voxels(), voxels[..., np.newaxis])


TWO_FILES = (nibabel.Nifti1Pair, nibabel.Nifti2Pair, nibabel.Spm2AnalyzeImage, nibabel.AnalyzeImage)


@pytest.mark.parametrize("kind", TWO_FILES)
@pytest.mark.parametrize("packed", ["", ".gz"])
@pytest.mark.parametrize("named", [".hdr", ".img"])
def test_header_and_voxels_in_two_files(tmp_path: Path, kind: Any, packed: str, named: str) -> None:
    kind(two_boxes().astype("i2"), affine_of()).to_filename(tmp_path / f"a.img{packed}")
    file = open_nifti(tmp_path / f"a{named}{packed}")
    both = [tmp_path / f"a{suffix}{packed}" for suffix in (".hdr", ".img")]
    assert [file.path, file.voxels_path] == list(map(str, both))
    assert (file.name, file.shape, file.pixdim) == (f"a.hdr{packed}", (7, 8, 9), (2.0, 1.0, 0.5))
    assert (file.affine is not None) == (kind in TWO_FILES[:2])
    np.testing.assert_array_equal(file.voxels(), two_boxes())
    assert file.digest() == hashlib.sha256(b"".join(path.read_bytes() for path in both)).hexdigest()


@pytest.mark.parametrize("order", "<>")
def test_analyze_of_either_byte_order_with_a_scale(tmp_path: Path, order: str) -> None:
    header = nibabel.Spm2AnalyzeImage.header_class(endianness=order)
    header.set_data_dtype(np.int16)
    image = nibabel.Spm2AnalyzeImage(two_boxes().astype("i2") * np.float32(0.5), affine_of(), header)
    image.to_filename(tmp_path / "a.hdr")
    file = open_nifti(tmp_path / "a.hdr")
    np.testing.assert_array_equal(file.voxels(), np.asarray(nibabel.load(tmp_path / "a.hdr").dataobj))
    np.testing.assert_allclose(file.voxels(), two_boxes() * 0.5, atol=1e-4)
    with pytest.raises(FormatError, match=r"does not say how the volume lies in space .* or it is Analyze"):
        grid_of(file)


def test_half_of_two_files_alone(tmp_path: Path) -> None:
    nibabel.Nifti1Pair(two_boxes(), affine_of()).to_filename(tmp_path / "a.hdr")
    voxels = tmp_path / "a.img"
    (tmp_path / "b.img").write_bytes(voxels.read_bytes())
    voxels.unlink()
    with pytest.raises(FormatError, match=r"a\.hdr: this is the header .* in two parts .* not beside it"):
        open_nifti(tmp_path / "a.hdr")
    with pytest.raises(FormatError, match=r"b\.img: the file is not NIfTI"):
        open_nifti(tmp_path / "b.img")


def test_a_whole_file_may_have_any_name_but_that_of_a_header_beside_voxels(tmp_path: Path) -> None:
    path = tmp_path / "a.hdr"
    path.write_bytes(save(tmp_path / "a.nii", two_boxes()).read_bytes())
    np.testing.assert_array_equal(open_nifti(path).voxels(), two_boxes())
    (tmp_path / "a.img").touch()
    with pytest.raises(FormatError, match=r"a\.hdr: this is a whole NIfTI file.* Rename it to end in \.nii"):
        open_nifti(path)


def test_voxels_of_two_files_cut_off(tmp_path: Path) -> None:
    nibabel.Nifti1Pair(two_boxes(), affine_of()).to_filename(tmp_path / "a.hdr")
    file = open_nifti(tmp_path / "a.hdr")
    (tmp_path / "a.img").write_bytes((tmp_path / "a.img").read_bytes()[:-1])
    with pytest.raises(FormatError, match=r"a\.img: the voxels cannot be read"):
        file.voxels()
    with pytest.raises(FormatError, match=r"a\.img: the header says 7 × 8 × 9 voxels of 1 bytes, but the file holds"):
        open_nifti(tmp_path / "a.hdr")


@pytest.mark.parametrize("content", [b"", b"\x5c\x01\0\0", b"header of another kind" * 20, bytes(348)])
def test_other_headers_beside_an_image(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.hdr").write_bytes(content)
    (tmp_path / "a.img").write_bytes(bytes(504))
    with pytest.raises(FormatError, match=r"a\.hdr: the file is not NIfTI"):
        open_nifti(tmp_path / "a.img")


@pytest.mark.parametrize("kind", TWO_FILES[::2])
def test_any_damaged_header_of_two_files_is_an_error_or_a_file(tmp_path: Path, kind: Any) -> None:
    kind(two_boxes().astype("i2"), affine_of()).to_filename(tmp_path / "a.hdr")
    whole = (tmp_path / "a.hdr").read_bytes()
    rng = np.random.default_rng(1)
    for place in range(348):
        content = bytearray(whole)
        content[place] = int(rng.integers(256))
        (tmp_path / "a.hdr").write_bytes(bytes(content))
        with suppress(LabelGaugeError), np.errstate(all="ignore"):
            file = open_nifti(tmp_path / "a.img")
            assert file.voxels().size <= 2 * two_boxes().size
            grid_of(file)


def test_scale_is_honoured(tmp_path: Path) -> None:
    file = open_nifti(save(tmp_path / "a.nii", two_boxes(), scl_slope=0.5, scl_inter=-1))
    np.testing.assert_array_equal(file.voxels(), two_boxes() * 0.5 - 1)


def test_no_scale_keeps_the_type(tmp_path: Path) -> None:
    for slope, inter in ((0, 5), (np.nan, np.nan), (1, 0)):
        path = save(tmp_path / "a.nii", two_boxes(), scl_slope=slope, scl_inter=inter)
        assert open_nifti(path).voxels().dtype == np.uint8


@pytest.mark.parametrize(
    ("code", "factor", "named"), [(1, 1000, True), (2, 1, True), (3, 0.001, True), (0, 1, False), (7, 1, False)]
)
def test_units(tmp_path: Path, code: int, factor: float, named: bool) -> None:
    file = open_nifti(save(tmp_path / "a.nii", two_boxes(), xyzt_units=code | 8))
    assert (file.mm_per_unit, file.names_unit) == (factor, named)


def test_digest_is_that_of_the_file(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii.gz", two_boxes())
    assert open_nifti(path).digest() == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"dim": [3, 7, 8, 10, 1, 1, 1, 1]}, "7 × 8 × 10 voxels of 1 bytes, but the file holds at most 856 bytes"),
        ({"dim": [3, 2**14, 2**14, 2**12, 1, 1, 1, 1]}, "16384 × 16384 × 4096 voxels"),
        ({"dim": [1, 504, 8, 1, 1, 1, 1, 1]}, "shape 504, not that of one volume (three axes) or image (two)"),
        ({"dim": [4, 7, 4, 9, 2, 1, 1, 1]}, "shape 7 × 4 × 9 × 2, not that of one volume"),
        ({"dim": [3, 7, 0, 9, 1, 1, 1, 1]}, "no usable shape"),
        ({"dim": [3, -1, 1, 1, 1, 1, 1, 1]}, "no usable shape"),
        ({"dim": [0, 1, 1, 1, 1, 1, 1, 1]}, "no usable shape"),
        ({"dim": [9, 1, 1, 1, 1, 1, 1, 1]}, "no usable shape"),
        ({"datatype": 128}, "not whole or floating point numbers"),
        ({"datatype": 32}, "not whole or floating point numbers"),
        ({"datatype": 999}, "the header cannot be used"),
        ({"vox_offset": np.nan}, "voxels begin at byte nan"),
        ({"vox_offset": 4}, "voxels begin at byte 4, which cannot be"),
        ({"vox_offset": 1e9}, "but the file holds at most"),
        ({"scl_slope": 1, "scl_inter": np.inf}, "the header cannot be used"),
        ({"magic": b"ni1"}, "in two parts (.hdr and .img), and the other part is not beside it"),
        ({"magic": b"xyz"}, "the file is not NIfTI"),
    ],
)
def test_headers_that_cannot_be_used(tmp_path: Path, fields: dict[str, Any], message: str) -> None:
    path = save(tmp_path / "broken.nii", two_boxes(), **fields)
    with pytest.raises(FormatError) as error:
        open_nifti(path)
    assert str(error.value).startswith(f"{path}: ")
    assert message in str(error.value)
    assert error.value.fix


@pytest.mark.parametrize(
    "content", [b"", b"-", b"\x5c", b"\x5c\x01\0\0", b"not NIfTI" * 100, b"\x5c\x01\0\0" + bytes(344)]
)
def test_other_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.nii").write_bytes(content)
    with pytest.raises(FormatError, match=r"a\.nii: the file is not NIfTI"):
        open_nifti(tmp_path / "a.nii")


def test_gzip_that_promises_more_than_it_can_hold(tmp_path: Path) -> None:
    path = save(tmp_path / "a.nii.gz", two_boxes(), dim=[3, 2**14, 2**14, 2**12, 1, 1, 1, 1])
    with pytest.raises(FormatError, match=r"a\.nii\.gz: the header says 16384 × 16384 × 4096 voxels"):
        open_nifti(path)


def test_gzip_cut_off(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    whole = save(tmp_path / "a.nii.gz", rng.integers(0, 9, (20, 20, 20), dtype=np.uint8)).read_bytes()
    for keep in range(0, len(whole), 97):
        (tmp_path / "b.nii.gz").write_bytes(whole[:keep])
        with pytest.raises(FormatError, match=r"b\.nii\.gz: "):
            open_nifti(tmp_path / "b.nii.gz").voxels()
    (tmp_path / "b.nii.gz").write_bytes(whole[:-4])  # the length at the end
    with pytest.raises(FormatError, match="truncated or damaged"):
        open_nifti(tmp_path / "b.nii.gz").voxels()


def test_gzip_with_a_wrong_checksum(tmp_path: Path) -> None:
    content = bytearray(save(tmp_path / "a.nii.gz", two_boxes()).read_bytes())
    content[-6] ^= 1
    (tmp_path / "a.nii.gz").write_bytes(bytes(content))
    with pytest.raises(FormatError, match="truncated or damaged"):
        open_nifti(tmp_path / "a.nii.gz").voxels()


@pytest.mark.parametrize("seed", range(4))
def test_any_damaged_header_is_an_error_or_a_file(tmp_path: Path, seed: int) -> None:
    """Whatever a byte of the header is, nothing else than an error of the library comes of it."""
    whole = save(tmp_path / "a.nii", two_boxes(), sform_code=seed % 2, qform_code=1).read_bytes()
    rng = np.random.default_rng(seed)
    for place in range(348):
        content = bytearray(whole)
        content[place] = int(rng.integers(256))
        (tmp_path / "a.nii").write_bytes(bytes(content))
        with suppress(LabelGaugeError):
            file = open_nifti(tmp_path / "a.nii")
            assert file.voxels().size <= len(whole)
            grid_of(file)


def test_called_gz_but_plain(tmp_path: Path) -> None:
    (tmp_path / "a.nii.gz").write_bytes(save(tmp_path / "b.nii", two_boxes()).read_bytes())
    with pytest.raises(FormatError, match=r"called \.gz but is not gzip"):
        open_nifti(tmp_path / "a.nii.gz")


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="there is no such file"):
        open_nifti(tmp_path / "nowhere.nii")
    with pytest.raises(FormatError, match="cannot be read"):
        open_nifti(tmp_path)


def test_file_that_shrinks_between_header_and_voxels(tmp_path: Path) -> None:
    file = open_nifti(save(tmp_path / "a.nii", two_boxes()))
    (tmp_path / "a.nii").write_bytes((tmp_path / "a.nii").read_bytes()[:-1])
    with pytest.raises(FormatError, match="truncated or damaged"):
        file.voxels()


def test_without_nibabel_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, ordinary = save(tmp_path / "a.nii", two_boxes()), builtins.__import__

    def absent(name: str, *arguments: Any, **more: Any) -> Any:
        if name.split(".", maxsplit=1)[0] == "nibabel":
            raise ImportError(name)
        return ordinary(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(MissingExtraError, match=r"pip install 'labelgauge\[medical\]'"):
        open_nifti(path)


def test_nothing_is_logged(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = save(tmp_path / "a.nii", two_boxes(), pixdim=[7, 2, 1, 0.5, 0, 0, 0, 0], bitpix=64)
    open_nifti(path).voxels()
    assert capfd.readouterr() == ("", "")


def test_whole_floats_are_labels() -> None:
    assert label_values(np.array([0.0, -3.0, 2.0**31]), threshold=None, path="a").tolist() == [0, -3, 2**31]
    assert label_values(np.array([0.0, 7.0], dtype=np.float32), threshold=None, path="a").dtype == np.int32


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([[0.0, 0.25], [1.0, 0.5]], r"2 voxels are no whole numbers and so no labels; the first is 0.25 at \(0, 1\)"),
        ([[0.0, np.nan], [1.0, 1.0]], r"1 voxels are not finite numbers; the first is nan at \(0, 1\)"),
        ([[0.0, 1.0], [-np.inf, 1.0]], r"not finite numbers; the first is -inf at \(1, 0\)"),
        ([[0.0, 2.0**60]], "too large for a label"),
        (np.array([2**64 - 1], dtype=np.uint64), "too large for a label"),
    ],
)
def test_values_that_are_no_labels(values: Any, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        label_values(np.array(values), threshold=None, path="some.nii")


def test_message_says_how_to_set_a_threshold() -> None:
    with pytest.raises(FormatError, match=r"--threshold 0\.5"):
        label_values(np.array([0.5]), threshold=None, path="some.nii")


def test_threshold_is_inclusive() -> None:
    assert label_values(np.array([0.49, 0.5, 0.51]), threshold=0.5, path="a").tolist() == [0, 1, 1]
    assert label_values(np.array([0, 1, 2], dtype=np.uint8), threshold=2, path="a").tolist() == [0, 0, 1]
    with pytest.raises(FormatError, match="not finite"):
        label_values(np.array([np.nan]), threshold=0.5, path="a")


def test_gzip_member_after_member(tmp_path: Path) -> None:
    """Parallel compressors write files of many members."""
    content = save(tmp_path / "b.nii", two_boxes()).read_bytes()
    (tmp_path / "a.nii.gz").write_bytes(gzip.compress(content[:400]) + gzip.compress(content[400:]))
    np.testing.assert_array_equal(open_nifti(tmp_path / "a.nii.gz").voxels(), two_boxes())
