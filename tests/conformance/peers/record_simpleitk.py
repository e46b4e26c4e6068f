"""Records SimpleITK's Hausdorff filter, which measures all voxels of the masks and not their surfaces."""

from __future__ import annotations

import SimpleITK as sitk  # noqa: N813, its usual name
from cases import Bools, Case
from recording import Metrics, record


def metrics(case: Case) -> Metrics:
    """Its numbers, by our names."""

    def image(mask: Bools) -> sitk.Image:
        made = sitk.GetImageFromArray(mask.astype("uint8"))
        made.SetSpacing([float(step) for step in reversed(case.spacing)])
        return made

    def measured() -> sitk.HausdorffDistanceImageFilter:
        measure = sitk.HausdorffDistanceImageFilter()
        measure.Execute(image(case.gold), image(case.candidate))
        return measure

    return {
        "assd": lambda: measured().GetAverageHausdorffDistance(),
        "hausdorff_100": lambda: measured().GetHausdorffDistance(),
    }


if __name__ == "__main__":
    record("simpleitk", ["SimpleITK", "numpy"], metrics)
