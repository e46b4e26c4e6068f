"""Files of two folders are paired by name, and nothing is left out without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from labelgauge.dataset.volume_pairs import VolumePair, VolumePairs, find_pairs
from labelgauge.errors import FormatError, InputError


def folder(path: Path, *names: str) -> Path:
    path.mkdir()
    for name in names:
        (path / name).touch()
    return path


def test_two_files_have_any_names(tmp_path: Path) -> None:
    gold, candidate = folder(tmp_path / "a", "one.nii.gz") / "one.nii.gz", folder(tmp_path / "b", "two") / "two"
    assert find_pairs(gold, candidate).pairs == (VolumePair("one", str(gold), str(candidate)),)
    voxels = folder(tmp_path / "c", "three.img") / "three.img"
    assert find_pairs(voxels, candidate).pairs == (VolumePair("three", str(voxels), str(candidate)),)


def test_folders_by_name_without_suffix_in_order(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c2.nii.gz", "c10.nii", "c1.v2.nii")
    candidate = folder(tmp_path / "b", "c10.nii.gz", "c1.v2.nii.gz", "c2.nii")
    found = find_pairs(gold, candidate)
    assert [pair.name for pair in found.pairs] == ["c1.v2", "c10", "c2"]
    assert found.pairs[2] == VolumePair("c2", str(gold / "c2.nii.gz"), str(candidate / "c2.nii"))


def test_other_entries_are_counted(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii", "dataset.json", "._c.nii", ".nii", "c.nii.txt")
    (gold / "sub.nii").mkdir()
    found = find_pairs(gold, folder(tmp_path / "b", "c.nii"))
    assert found == VolumePairs(found.pairs, (), (), 5, 0)
    assert len(found.pairs) == 1


def test_header_and_voxels_are_one_file(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.hdr", "c.img", "d.hdr.gz", "d.img.gz", "e.nii")
    candidate = folder(tmp_path / "b", "c.nii.gz", "d.hdr", "d.img", "e.img", "e.hdr")
    found = find_pairs(gold, candidate)
    assert [pair.name for pair in found.pairs] == ["c", "d", "e"]
    assert found.pairs[1] == VolumePair("d", str(gold / "d.hdr.gz"), str(candidate / "d.hdr"))
    assert (found.n_gold_ignored, found.n_candidate_ignored) == (0, 0)


def test_half_of_two_files_is_ignored(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii", "d.hdr", "e.img", "f.hdr", "f.img.gz", "._g.hdr", "._g.img")
    (gold / "h.hdr").touch()
    (gold / "h.img").mkdir()
    found = find_pairs(gold, folder(tmp_path / "b", "c.nii"))
    assert ([pair.name for pair in found.pairs], found.n_gold_ignored) == (["c"], 8)


def test_one_case_in_one_file_and_in_two(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii", "c.hdr", "c.img")
    with pytest.raises(InputError, match=r"c\.hdr and c\.nii, two files of one case"):
        find_pairs(gold, folder(tmp_path / "b", "c.nii"))


def test_links_are_followed(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii")
    candidate = folder(tmp_path / "b")
    (candidate / "c.nii").symlink_to(gold / "c.nii")
    assert len(find_pairs(gold, candidate).pairs) == 1


def test_files_without_a_partner(tmp_path: Path) -> None:
    gold, candidate = folder(tmp_path / "a", "c.nii", "d.nii"), folder(tmp_path / "b", "c.nii", "e.nii", "f.nii")
    with pytest.raises(InputError) as error:
        find_pairs(gold, candidate)
    assert str(error.value).startswith(f"{gold} and {candidate}: files without a partner of the same name: ")
    assert "1 only in gold (d), 2 only in the candidate (e, f)" in str(error.value)
    found = find_pairs(gold, candidate, allow_missing=True)
    assert ([pair.name for pair in found.pairs], found.gold_only, found.candidate_only) == (["c"], ("d",), ("e", "f"))


def test_long_lists_are_cut(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii", *(f"d{i}.nii" for i in range(9)))
    with pytest.raises(InputError, match=r"9 only in gold \(d0, d1, d2, d3, d4, …\)"):
        find_pairs(gold, folder(tmp_path / "b", "c.nii"))


def test_nothing_in_common(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii")
    with pytest.raises(InputError, match=r"of one folder has its name in the other: 1 only in gold \(c\)"):
        find_pairs(gold, folder(tmp_path / "b", "x.txt"), allow_missing=True)
    with pytest.raises(InputError, match="neither has any"):
        find_pairs(folder(tmp_path / "d"), folder(tmp_path / "e"))


def test_one_case_twice(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii", "c.nii.gz")
    with pytest.raises(InputError, match=r"c\.nii and c\.nii\.gz, two files of one case"):
        find_pairs(gold, folder(tmp_path / "b", "c.nii"))


def test_a_file_and_a_folder(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii")
    with pytest.raises(InputError, match=r"a is a folder, but candidate .*c\.nii is a file"):
        find_pairs(gold, gold / "c.nii")


def test_paths_that_are_not_there(tmp_path: Path) -> None:
    gold = folder(tmp_path / "a", "c.nii")
    for path in (tmp_path / "nowhere", Path("x" * 300), gold / "c.nii" / "more"):
        with pytest.raises(FormatError, match=str(path)[:200]):
            find_pairs(gold, path)
